package dev.llmconnect.providers.carried;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.Message;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.RunConfig;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.WireFields;
import dev.llmconnect.WireFormat;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of a profile give way to what a request itself asks for; those of the request do not. */
class InheritedValuesTest {
    private static final RunConfig COOL = RunConfig.builder().temperature(0.2).build();
    private static final RunConfig EFFORT =
            RunConfig.builder().reasoningEffort("medium").build();

    private static String sent(String provider, RunConfig profile, UnaryOperator<RunConfig.Builder> request) {
        return sent(provider, null, profile, request, UnaryOperator.identity());
    }

    private static String sent(
            String provider,
            String model,
            RunConfig profile,
            UnaryOperator<RunConfig.Builder> request,
            UnaryOperator<LLMRequest.Builder> more) {
        TriedFormat format = TriedFormat.all().get(provider);
        try (TriedProvider tried = new TriedProvider(provider, format)) {
            RunConfig own = request.apply(RunConfig.builder()).build();
            RunConfig named = own.mergedOver(profile).toBuilder()
                    .modelName(model == null ? format.model() : model)
                    .build();
            return tried.sent(call -> more.apply(call.prompt("Hi").config(named)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic", "vertex-anthropic", "bedrock", "openai", "openai-responses", "azure-openai"})
    void aProfilesTemperatureGivesWayToThinking(String provider) {
        assertThat(sent(provider, COOL, request -> request.reasoningEffort("low")))
                .doesNotContain("0.2")
                .contains("dropped: [temperature");
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic", "vertex-anthropic", "bedrock", "openai", "openai-responses", "azure-openai"})
    void aProfilesEffortGivesWayToATemperature(String provider) {
        assertThat(sent(provider, EFFORT, request -> request.temperature(0.2)))
                .contains("0.2")
                .doesNotContain("thinking")
                .doesNotContain("medium")
                .contains("dropped: [reasoning_effort");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gemini", "vertex-gemini", "cohere", "ollama", "mistral", "openrouter"})
    void whatGoesTogetherIsSentTogether(String provider) {
        assertThat(sent(provider, COOL, request -> request.reasoningEffort("low")))
                .contains("0.2")
                .doesNotContain("dropped");
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic", "vertex-anthropic", "bedrock"})
    void aProfilesEffortGivesWayToASmallMaximum(String provider) {
        assertThat(sent(provider, EFFORT, request -> request.maxTokens(500)))
                .contains("500")
                .doesNotContain("thinking")
                .contains("dropped: [reasoning_effort");
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic", "vertex-anthropic", "bedrock"})
    void aProfilesSmallMaximumGivesWayToAnEffort(String provider) {
        RunConfig small = RunConfig.builder().maxTokens(501).build();
        assertThat(sent(provider, small, request -> request.reasoningEffort("low")))
                .doesNotContain("501")
                .contains("\"budget_tokens\":1024")
                .endsWith("dropped: [max_tokens, temperature]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic", "vertex-anthropic", "bedrock"})
    void aProfilesSmallMaximumGivesWayToABudget(String provider) {
        RunConfig small = RunConfig.builder().maxTokens(1801).build();
        Map<String, Object> thinking = Map.of("type", "enabled", "budget_tokens", 4000);
        assertThat(sent(provider, small, request -> request.modelParam("thinking", thinking)))
                .doesNotContain("1801")
                .contains("6000")
                .contains("dropped: [max_tokens");
    }

    @Test
    void bothOfTheRequestAreTreatedAsEver() {
        assertThatThrownBy(() -> sent(
                        "anthropic",
                        RunConfig.defaults(),
                        request -> request.maxTokens(500).reasoningEffort("low")))
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessageContaining("reasoning_effort")
                .hasMessageContaining("max_tokens of 500");
        assertThat(sent(
                        "anthropic",
                        RunConfig.defaults(),
                        request -> request.temperature(0.2).reasoningEffort("low")))
                .contains("\"temperature\":0.2")
                .contains("budget_tokens");
    }

    @Test
    void bothOfTheProfileAreTreatedAsEver() {
        RunConfig both = COOL.toBuilder().reasoningEffort("low").build();
        assertThat(sent("anthropic", both, request -> request))
                .contains("\"temperature\":0.2")
                .contains("budget_tokens")
                .doesNotContain("dropped");
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic", "vertex-anthropic", "bedrock"})
    void otherSamplingOfAProfileGivesWayToThinking(String provider) {
        RunConfig sampling = RunConfig.builder().topK(41).topP(0.91).build();
        assertThat(sent(provider, sampling, request -> request.reasoningEffort("low")))
                .doesNotContain("41")
                .doesNotContain("0.91")
                .contains("top_k, top_p");
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic", "vertex-anthropic", "bedrock"})
    void onlyOneOfTemperatureAndTopPIsSentToClaude(String provider) {
        assertThat(sent(provider, COOL, request -> request.topP(0.91)))
                .contains("0.91")
                .doesNotContain("0.2")
                .contains("dropped: [temperature");
        assertThat(sent(provider, RunConfig.builder().topP(0.91).build(), request -> request.temperature(0.2)))
                .contains("0.2")
                .doesNotContain("0.91")
                .endsWith("dropped: [top_p]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic", "vertex-anthropic", "bedrock"})
    void aProfilesEffortGivesWayToAToolThatMustBeCalled(String provider) {
        assertThat(sent(
                        provider,
                        null,
                        EFFORT,
                        request -> request,
                        call -> call.tools(List.of(Tool.of("weather", "a", Map.of())))
                                .toolChoice(ToolChoice.REQUIRED)))
                .contains("any")
                .doesNotContain("budget")
                .contains("dropped: [reasoning_effort");
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic", "vertex-anthropic", "bedrock"})
    void aProfilesEffortGivesWayToAnAnswerThatIsBegun(String provider) {
        assertThat(sent(
                        provider,
                        null,
                        EFFORT,
                        request -> request,
                        call -> call.messages(List.of(Message.user("Hi"), Message.assistant("He")))))
                .doesNotContain("budget")
                .contains("dropped: [reasoning_effort");
    }

    @ParameterizedTest
    @CsvSource({
        "anthropic,thinking,type,disabled",
        "bedrock,thinking,type,disabled",
        "gemini,thinkingConfig,thinkingBudget,0",
        "vertex-gemini,thinking_config,thinkingBudget,0",
        "openrouter,reasoning,effort,low",
        "openai-responses,reasoning,effort,low",
        "cohere,thinking,type,disabled"
    })
    void aProfilesEffortGivesWayToAnotherNameForIt(String provider, String name, String member, String value) {
        assertThat(sent(provider, EFFORT, request -> request.modelParam(name, Map.of(member, value))))
                .contains("\"" + value + "\"")
                .doesNotContain("medium")
                .contains("dropped: [reasoning_effort");
        Map<String, Object> params = Map.of(name, Map.of(member, value));
        assertThat(sent(
                        provider,
                        RunConfig.builder().modelParams(params).build(),
                        request -> request.reasoningEffort("high")))
                .contains("dropped: [" + name);
    }

    @Test
    void thinkingThatAnthropicsClientsSwitchOffStaysOff() {
        WireFields off = WireFields.NONE.withHints(
                WireFormat.ANTHROPIC_MESSAGES, Map.of("thinking", Map.of("type", "disabled")));
        for (String provider : List.of("anthropic", "openai", "gemini", "bedrock")) {
            assertThat(sent(provider, null, EFFORT, request -> request, call -> call.wireFields(off)))
                    .doesNotContain("medium")
                    .doesNotContain("budget")
                    .contains("reasoning_effort");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "gemini", "openai-responses", "ollama"})
    void aProfilesFormatOfTheAnswerGivesWay(String provider) {
        RunConfig json = RunConfig.builder()
                .modelParam("response_format", Map.of("type", "json_object"))
                .build();
        ResponseFormat schema = ResponseFormat.jsonSchema("team", Map.of("type", "object"));
        assertThat(sent(provider, null, json, request -> request, call -> call.responseFormat(schema)))
                .contains("dropped: [response_format");
    }

    @ParameterizedTest
    @ValueSource(strings = {"max_tokens", "max_completion_tokens"})
    void aMaximumOfTheRequestReplacesOneOfTheProfileUnderAnyName(String name) {
        RunConfig profile = RunConfig.builder().modelParam(name, 1801).build();
        for (String provider : TriedFormat.all().keySet()) {
            assertThat(sent(provider, profile, request -> request.maxTokens(1099)))
                    .as(provider)
                    .contains("1099")
                    .doesNotContain("1801");
            assertThat(sent(
                            provider,
                            RunConfig.builder().maxTokens(1801).build(),
                            request -> request.modelParam(name, 1099)))
                    .as(provider)
                    .contains("1099")
                    .doesNotContain("1801");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "openai-responses,max_output_tokens",
        "gemini,maxOutputTokens",
        "bedrock,maxTokens",
        "ollama,num_predict"
    })
    void aMaximumUnderTheFormatsOwnNameGivesWayToo(String provider, String name) {
        RunConfig profile = RunConfig.builder().modelParam(name, 1801).build();
        assertThat(sent(provider, profile, request -> request.maxTokens(1099)))
                .contains("1099")
                .doesNotContain("1801")
                .contains("dropped: [" + name);
        assertThat(sent(
                        provider,
                        RunConfig.builder().maxTokens(1801).build(),
                        request -> request.modelParam(name, 1099)))
                .contains("1099")
                .doesNotContain("1801")
                .contains("dropped: [max_tokens");
    }

    @Test
    void aTemperatureOfTheRequestReplacesOneOfTheProfileAmongItsParameters() {
        RunConfig profile = RunConfig.builder().modelParam("temperature", 0.31).build();
        for (String provider : TriedFormat.all().keySet()) {
            assertThat(sent(provider, profile, request -> request.temperature(0.2)))
                    .as(provider)
                    .contains("0.2")
                    .doesNotContain("0.31");
        }
    }
}
