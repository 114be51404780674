package dev.llmconnect.providers.carried;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.RunConfig;
import dev.llmconnect.UnsupportedParams;
import dev.llmconnect.WireFields;
import dev.llmconnect.WireFormat;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a provider does not take is left out and named, or refused by its name, as the operator chose. */
class UnsupportedParamsTest {
    private static String sent(String provider, String model, UnaryOperator<LLMRequest.Builder> request) {
        TriedFormat format = TriedFormat.all().getOrDefault(provider, TriedFormat.compatible());
        try (TriedProvider tried =
                new TriedProvider(provider, new TriedFormat(model, format.settings(), format.answer()))) {
            return tried.sent(call -> request.apply(call.prompt("Hi")));
        }
    }

    private static String sent(String provider, String model, RunConfig.Builder config) {
        return sent(provider, model, call -> call.config(config.modelName(model).build()));
    }

    private static RunConfig.Builder dropping() {
        return RunConfig.builder().unsupportedParams(UnsupportedParams.DROP);
    }

    private static RunConfig.Builder refusing() {
        return RunConfig.builder().unsupportedParams(UnsupportedParams.REFUSE);
    }

    @ParameterizedTest
    @CsvSource({
        "anthropic,claude-sonnet-4-5,seed",
        "vertex-anthropic,claude-sonnet-4-5,seed",
        "anthropic,claude-sonnet-4-5,service_tier",
        "anthropic,claude-3-5-haiku-latest,reasoning_effort",
        "anthropic,claude-sonnet-5,top_k",
        "vertex-anthropic,claude-opus-4-7,top_p",
        "bedrock,anthropic.claude-sonnet-4-5-20250929-v1:0,seed",
        "bedrock,anthropic.claude-3-haiku-20240307-v1:0,reasoning_effort",
        "bedrock,us.anthropic.claude-opus-4-7-v1:0,top_p",
        "openai,o3,top_p",
        "azure-openai,gpt-5-mini,presence_penalty",
        "openai,gpt-4o,reasoning_effort",
        "openai-responses,gpt-4o,seed",
        "openai-responses,o3,top_p",
        "gemini,gemini-2.0-flash,reasoning_effort",
        "gemini,gemini-2.5-flash,logit_bias",
        "vertex-gemini,gemini-2.5-flash,service_tier",
        "cohere,command-a-03-2025,service_tier",
        "ollama,qwen3,logit_bias",
        "ollama,qwen3,service_tier",
        "mistral,mistral-small-latest,service_tier",
        "groq,llama-3.3-70b-versatile,logprobs",
        "xai,grok-4,presence_penalty"
    })
    void aParameterIsLeftOutAndNamedOrRefusedByItsName(String provider, String model, String name) {
        assertThat(sent(provider, model, dropping().modelParam(name, "some-value")))
                .doesNotContain("some-value")
                .contains("dropped: [")
                .contains(name);
        assertThatThrownBy(() -> sent(provider, model, refusing().modelParam(name, "some-value")))
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(provider);
    }

    @ParameterizedTest
    @CsvSource({
        "anthropic,claude-3-5-haiku-latest",
        "bedrock,anthropic.claude-3-haiku-20240307-v1:0",
        "vertex-anthropic,claude-3-5-haiku-latest",
        "gemini,gemini-2.0-flash",
    })
    void anEffortIsAHintToAModelThatDoesNotReason(String provider, String model) {
        assertThat(sent(provider, model, RunConfig.builder().reasoningEffort("high")))
                .doesNotContain("effort\":", "thinking")
                .contains("dropped: [reasoning_effort]");
        assertThatThrownBy(() -> sent(provider, model, refusing().reasoningEffort("high")))
                .hasMessageContaining("reasoning_effort");
    }

    @ParameterizedTest
    @CsvSource({
        "openai,o3",
        "openai-responses,gpt-5-mini",
        "azure-openai,gpt-5-mini",
        "openrouter,openai/o3",
        "anthropic,claude-opus-4-7",
        "bedrock,us.anthropic.claude-opus-4-7-v1:0",
        "openai-compatible,gpt-5"
    })
    void aTemperatureThatTheModelRefusesIsLeftOutOrRefused(String provider, String model) {
        assertThat(sent(provider, model, dropping().temperature(0.31)))
                .doesNotContain("0.31")
                .contains("dropped: [temperature");
        assertThat(sent(provider, model, dropping().modelParam("temperature", 0.31)))
                .doesNotContain("0.31")
                .contains("dropped: [temperature");
        assertThatThrownBy(() -> sent(provider, model, refusing().temperature(0.31)))
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessageContaining("`temperature`");
        assertThat(sent(provider, model, RunConfig.builder().temperature(0.31))).contains("0.31");
        assertThat(sent(provider, model, refusing())).doesNotContain("0.7");
    }

    @Test
    void whatTheProviderTakesIsSent() {
        for (UnsupportedParams choice : UnsupportedParams.values()) {
            assertThat(sent(
                            "openai",
                            "gpt-4o",
                            RunConfig.builder()
                                    .unsupportedParams(choice)
                                    .temperature(0.31)
                                    .seed(7)
                                    .modelParam("service_tier", "flex")
                                    .modelParam("something_new", 5)))
                    .contains("0.31")
                    .contains("\"seed\":7")
                    .contains("flex")
                    .contains("\"something_new\":5")
                    .doesNotContain("dropped");
        }
    }

    @Test
    void fieldsOfAnotherFormatAreLeftOutUnlessTheyArePartOfTheQuestion() {
        WireFields tuning = WireFields.NONE.with(
                WireFormat.OPENAI_CHAT, Map.of("logit_bias", Map.of("1", 5), "service_tier", "flex"));
        WireFields question = WireFields.NONE.with(WireFormat.OPENAI_CHAT, Map.of("audio", Map.of("voice", "ash")));
        String model = "claude-sonnet-4-5";
        RunConfig drop = dropping().modelName(model).build();
        RunConfig refuse = refusing().modelName(model).build();
        assertThat(sent("anthropic", model, call -> call.config(drop).wireFields(tuning)))
                .doesNotContain("flex")
                .contains("dropped: [")
                .contains("logit_bias")
                .contains("service_tier");
        assertThatThrownBy(
                        () -> sent("anthropic", model, call -> call.config(drop).wireFields(question)))
                .hasMessageContaining("audio");
        assertThatThrownBy(() ->
                        sent("anthropic", model, call -> call.config(refuse).wireFields(tuning)))
                .isInstanceOf(LLMInvalidRequestException.class);
    }

    @Test
    void fieldsOfTheProvidersOwnFormatAreLeftOutToo() {
        WireFields own = WireFields.NONE.with(WireFormat.OPENAI_CHAT, Map.of("service_tier", "flex"));
        String model = "mistral-small-latest";
        assertThat(sent(
                        "mistral",
                        model,
                        call -> call.config(dropping().modelName(model).build()).wireFields(own)))
                .doesNotContain("flex")
                .endsWith("dropped: [service_tier]");
    }

    @Test
    void ofTwoThatExcludeEachOtherOneIsLeftOut() {
        String model = "claude-sonnet-4-5";
        assertThat(sent("anthropic", model, dropping().temperature(0.31).reasoningEffort("low")))
                .doesNotContain("0.31")
                .contains("budget_tokens")
                .contains("dropped: [temperature");
        assertThat(sent("anthropic", model, dropping().maxTokens(500).reasoningEffort("low")))
                .contains("500")
                .doesNotContain("budget_tokens")
                .contains("dropped: [reasoning_effort");
        assertThatThrownBy(() ->
                        sent("anthropic", model, refusing().temperature(0.31).reasoningEffort("low")))
                .hasMessageContaining("`temperature`")
                .hasMessageContaining("`reasoning_effort`");
    }
}
