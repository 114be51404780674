package dev.llmconnect.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.RunConfig;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.providers.StubProvider;
import dev.llmconnect.spi.AdapterSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenAIProviderTest {
    private static final String ANSWER = """
            {"id":"chatcmpl-1","model":"gpt-4-0613","choices":[{"index":0,"finish_reason":"stop",
             "message":{"role":"assistant","content":"Hi!"}}],
             "usage":{"prompt_tokens":8,"completion_tokens":2,"total_tokens":10}}""";

    private final StubProvider stub = new StubProvider();
    private final LLMAdapter adapter = stub.adapter("openai", "OPENAI_API_KEY");

    @AfterEach
    void close() {
        adapter.close();
        stub.close();
    }

    @Test
    void aPlainPromptSendsTheContractsDefaultsAndNothingElse() {
        stub.answers(200, ANSWER);
        LLMResponse answer = adapter.execute("Hello", RunConfig.defaults());

        assertThat(answer.content()).isEqualTo("Hi!");
        assertThat(answer.model()).isEqualTo("gpt-4-0613");
        assertThat(answer.usage().toMap())
                .isEqualTo(Map.of("prompt_tokens", 8L, "completion_tokens", 2L, "total_tokens", 10L));
        assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(answer.metadata().toMap())
                .containsEntry("provider", "openai")
                .doesNotContainKey("dropped_params");

        RecordedRequest request = stub.request();
        assertThat(request.getTarget()).isEqualTo("/chat/completions");
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer " + StubProvider.KEY);
        assertThat(Json.read(request.getBody())).isEqualTo(Json.read("""
                                {"model":"gpt-4","messages":[{"role":"user","content":"Hello"}],"temperature":0.7,"max_tokens":2000}"""));
    }

    @Test
    void defaultsAReasoningModelRefusesAreLeftOutOrRenamedAndReported() {
        stub.answers(200, ANSWER);
        LLMResponse answer =
                adapter.execute("Hello", RunConfig.builder().modelName("o3").build());

        assertThat(stub.requestBody()).isEqualTo(Json.read("""
                                {"model":"o3","messages":[{"role":"user","content":"Hello"}],"max_completion_tokens":2000}"""));
        assertThat(answer.metadata().toMap()).containsEntry("dropped_params", List.of("temperature", "max_tokens"));
    }

    @Test
    void valuesThatWereSetAreSentOrTranslatedNeverDropped() {
        stub.answers(200, ANSWER);
        RunConfig config =
                RunConfig.builder().modelName("o3").temperature(1).maxTokens(50).build();
        LLMResponse answer = adapter.execute("Hello", config);

        assertThat(stub.requestBody()).isEqualTo(Json.read("""
                                {"model":"o3","messages":[{"role":"user","content":"Hello"}],"temperature":1.0,"max_completion_tokens":50}"""));
        assertThat(answer.metadata().toMap()).doesNotContainKey("dropped_params");
    }

    @Test
    void aStreamGivesItsEventsAndTheAssembledAnswer() {
        stub.streams("""
                data: {"id":"c","model":"gpt-4-0613","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}

                data: {"id":"c","model":"gpt-4-0613","choices":[{"index":0,"delta":{"content":"Hi"}}]}

                data: {"id":"c","model":"gpt-4-0613","choices":[{"index":0,"delta":{"content":"!"}}]}

                data: {"id":"c","model":"gpt-4-0613","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

                data: {"id":"c","model":"gpt-4-0613","choices":[],"usage":{"prompt_tokens":8,"completion_tokens":2,"total_tokens":10}}

                data: [DONE]

                """);
        List<StreamEvent> events = new ArrayList<>();
        try (LLMStream stream = adapter.stream(LLMRequest.of("Hello"))) {
            stream.forEach(events::add);
            assertThat(stream.response().content()).isEqualTo("Hi!");
            assertThat(stream.response().usage().totalTokens()).isEqualTo(10);
            assertThat(stream.response().finishReason()).isEqualTo(FinishReason.STOP);
        }
        assertThat(events.get(0)).isInstanceOfSatisfying(StreamEvent.Start.class, start -> {
            assertThat(start.soFar().model()).isEqualTo("gpt-4-0613");
            assertThat(start.soFar().wireFields(WireFormat.OPENAI_CHAT)).isEqualTo(Map.of("id", "c"));
        });
        assertThat(events.subList(1, events.size()))
                .containsExactly(new StreamEvent.Text("Hi"), new StreamEvent.Text("!"));
        assertThat(stub.requestBody().object())
                .containsEntry("stream", true)
                .containsEntry("stream_options", Map.of("include_usage", true));
    }

    @Test
    void aRateLimitSaysHowLongToWait() {
        stub.answers(
                new MockResponse.Builder()
                        .code(429)
                        .setHeader("Retry-After", "7")
                        .body(
                                "{\"error\":{\"message\":\"slow down\",\"type\":\"requests\",\"code\":\"rate_limit_exceeded\"}}"));
        assertThatThrownBy(() -> adapter.execute("Hello", RunConfig.defaults()))
                .isInstanceOfSatisfying(LLMRateLimitException.class, e -> {
                    assertThat(e.retryAfter()).contains(Duration.ofSeconds(7));
                    assertThat(e.isRetryable()).isTrue();
                    assertThat(e.getMessage()).isEqualTo("HTTP 429 from openai (rate_limit_exceeded): slow down");
                });
    }

    @Test
    void withoutAKeyItSaysWhichVariableToSet() {
        assertThatThrownBy(() -> LLMAdapters.create("openai", AdapterSettings.of(Map.of())))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessage("no API key for openai: set OPENAI_API_KEY");
    }
}
