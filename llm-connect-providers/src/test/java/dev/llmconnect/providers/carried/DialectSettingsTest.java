package dev.llmconnect.providers.carried;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.CacheMark;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.RunConfig;
import dev.llmconnect.ToolCall;
import dev.llmconnect.providers.StubProvider;
import dev.llmconnect.spi.AdapterSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In what a server's Chat Completions differ can be told of every server, and is known of the catalogue's. */
class DialectSettingsTest {
    private static final ToolCall CALL = ToolCall.of("call_1", "weather", Map.of(), "{}");
    private static final LLMRequest HISTORY = LLMRequest.builder()
            .message(Message.user("Hi"))
            .message(Message.of(Role.ASSISTANT, List.of(Reasoning.of("A thought."), new Text("I look."), CALL)))
            .message(Message.toolResult(CALL, "Rain"))
            .build();

    private static String sent(String provider, String model, Map<String, String> dialect, LLMRequest request)
            throws Exception {
        try (MockWebServer server = new MockWebServer()) {
            server.enqueue(new MockResponse.Builder()
                    .body(TriedFormat.compatible().answer())
                    .build());
            server.start();
            AdapterSettings settings = AdapterSettings.of(Map.of())
                    .with("base_url", server.url("/v1").toString())
                    .with("api_key", StubProvider.KEY);
            for (Map.Entry<String, String> setting : dialect.entrySet()) {
                settings = settings.with(setting.getKey(), setting.getValue());
            }
            try (LLMAdapter adapter = LLMAdapters.create(provider, settings)) {
                RunConfig config = request.config().toBuilder().modelName(model).build();
                Object dropped = adapter.execute(
                                request.toBuilder().config(config).build())
                        .metadata()
                        .toMap()
                        .get("dropped_params");
                return server.takeRequest().getBody().utf8() + "\ndropped: " + dropped;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai-compatible", "groq", "deepseek"})
    void reasoningGoesBackInTheFieldThatIsTold(String provider) throws Exception {
        assertThat(sent(provider, "m", Map.of("reasoning_field", "thoughts"), HISTORY))
                .contains("\"thoughts\":\"A thought.\"")
                .endsWith("dropped: null");
        assertThat(sent(provider, "m", Map.of("reasoning_field", "<think>"), HISTORY))
                .contains("\"content\":\"<think>A thought.</think>I look.\"")
                .endsWith("dropped: null");
        assertThat(sent(provider, "m", Map.of("reasoning_field", "none"), HISTORY))
                .doesNotContain("A thought.")
                .endsWith("dropped: [messages.reasoning]");
    }

    @ParameterizedTest
    @CsvSource({
        "siliconflow,Pro/moonshotai/Kimi-K2.5,reasoning_content",
        "fireworks,accounts/fireworks/models/glm-5,reasoning_content",
        "opencode-go,kimi-k2.5,reasoning_content",
        "novita,minimax/minimax-m2.5,reasoning_content",
        "deepseek,deepseek-v4-pro,reasoning_content",
        "xiaomi-token-plan-cn,mimo-v2,reasoning_content",
        "llama.cpp,any,reasoning_content",
        "vllm,any,reasoning"
    })
    void hostsOfTheCatalogueGetItWhereTheyWantIt(String provider, String model, String field) throws Exception {
        assertThat(sent(provider, model, Map.of(), HISTORY)).contains("\"" + field + "\":\"A thought.\"");
    }

    @Test
    void aHostOfManyModelsGetsItFromThoseOnlyThatGoOnFromIt() throws Exception {
        assertThat(sent("aihubmix", "gpt-4o", Map.of(), HISTORY))
                .doesNotContain("A thought.")
                .endsWith("dropped: [messages.reasoning]");
        assertThat(sent("minimax", "MiniMax-M2.5", Map.of(), HISTORY))
                .contains("\"content\":\"<think>A thought.</think>I look.\"");
    }

    @Test
    void theMaximumsNameCanBeTold() throws Exception {
        LLMRequest request = LLMRequest.builder().prompt("Hi").build();
        assertThat(sent("openai-compatible", "m", Map.of("max_tokens_field", "max_completion_tokens"), request))
                .contains("\"max_completion_tokens\":2000");
        assertThat(sent("cerebras", "m", Map.of("max_tokens_field", "max_tokens"), request))
                .contains("\"max_tokens\":2000");
    }

    @Test
    void aTemperatureNobodyAskedForCanBeLeftOut() throws Exception {
        LLMRequest request = LLMRequest.builder().prompt("Hi").build();
        assertThat(sent("openai-compatible", "m", Map.of("default_temperature", "no"), request))
                .doesNotContain("\"temperature\"")
                .endsWith("dropped: [temperature]");
    }

    @Test
    void turnsCanBeMadeToAlternate() throws Exception {
        LLMRequest request = LLMRequest.builder()
                .message(Message.user("One"))
                .message(Message.user("Two"))
                .build();
        assertThat(sent("openai-compatible", "m", Map.of("alternating_turns", "true"), request))
                .containsOnlyOnce("\"role\":\"user\"");
        assertThat(sent("perplexity", "m", Map.of(), request)).containsOnlyOnce("\"role\":\"user\"");
        assertThat(sent("perplexity", "m", Map.of("alternating_turns", "false"), request))
                .contains("\"One\"", "\"Two\"");
    }

    @Test
    void cacheMarksCanBeLetThrough() throws Exception {
        List<ContentPart> marked = List.of(new Text("Hi"), CacheMark.DEFAULT);
        LLMRequest request = LLMRequest.builder().message(Message.user(marked)).build();
        assertThat(sent("openai-compatible", "m", Map.of(), request)).endsWith("dropped: [cache_control]");
        assertThat(sent("openai-compatible", "m", Map.of("cache_marks", "on"), request))
                .contains("\"cache_control\":{\"type\":\"ephemeral\"}");
        assertThat(sent("litellm", "m", Map.of(), request)).contains("\"cache_control\":{\"type\":\"ephemeral\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "reasoning_field,content",
        "reasoning_field,two words",
        "max_tokens_field,max_output_tokens",
        "stream_usage,perhaps",
        "cache_marks,2"
    })
    void whatIsNotAcceptedIsRefusedByName(String setting, String value) {
        Map<String, String> dialect = new HashMap<>(Map.of(setting, value));
        assertThatThrownBy(() -> sent("openai-compatible", "m", dialect, HISTORY))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageContaining(setting);
    }
}
