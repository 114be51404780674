package dev.llmconnect.providers.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.RunConfig;
import dev.llmconnect.providers.RawProvider;
import dev.llmconnect.providers.StubProvider;
import dev.llmconnect.providers.wire.FaultyReplies.Asked;
import dev.llmconnect.providers.wire.FaultyReplies.Format;
import java.net.URI;
import java.time.Duration;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What failures say must be true: how long a caller waited, and whether an answer was cut off or wrong. */
class FailureTextsTest {
    static Stream<Arguments> ways() {
        return Stream.of(Format.values())
                .flatMap(format -> Stream.of(Asked.values()).map(asked -> Arguments.of(format, asked)));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aShortTimeoutIsShownAsItIs(Format format, Asked asked) {
        try (RawProvider provider = new RawProvider((n, c) -> c.stall());
                LLMAdapter adapter = format.adapter(URI.create(provider.url()))) {
            LLMRequest request = LLMRequest.of(
                            "Hello",
                            RunConfig.builder().timeout(Duration.ofMillis(700)).build())
                    .begin();
            assertThatThrownBy(() -> asked.of(adapter, request))
                    .isInstanceOf(LLMTimeoutException.class)
                    .hasMessageContaining("(timeout 700 ms)");
        }
    }

    /** A whole event that is no JSON, although its text ends too early, and the same one at the end of the body. */
    @ParameterizedTest
    @CsvSource({
        "openai, OPENAI_API_KEY, text/event-stream, 'data: {\"choi'",
        "openai-responses, OPENAI_API_KEY, text/event-stream, 'event: response.created\ndata: {\"type\":\"resp'",
        "anthropic, ANTHROPIC_API_KEY, text/event-stream, 'event: message_start\ndata: {\"type\":\"mess'",
        "gemini, GEMINI_API_KEY, text/event-stream, 'data: {\"candi'",
        "cohere, COHERE_API_KEY, text/event-stream, 'event: message-start\ndata: {\"type\":\"mess'",
        "mistral, MISTRAL_API_KEY, text/event-stream, 'data: {\"choi'",
        "ollama, OLLAMA_API_KEY, application/x-ndjson, '{\"message\":{\"con'",
    })
    void aWholeEventThatIsNoJsonIsMalformedAndOneThatBreaksOffIsTruncated(
            String provider, String keyVariable, String type, String event) {
        fails(provider, keyVariable, type, event + "\n\n", FailureReason.MALFORMED);
        fails(provider, keyVariable, type, event, FailureReason.TRUNCATED);
    }

    private static void fails(String provider, String keyVariable, String type, String body, FailureReason reason) {
        try (StubProvider stub = new StubProvider()) {
            stub.answers(
                    new MockResponse.Builder().setHeader("Content-Type", type).body(body));
            try (LLMAdapter adapter = stub.adapter(provider, keyVariable)) {
                LLMRequest request = LLMRequest.of(
                        "Hello", RunConfig.builder().modelName("model-1").build());
                assertThatThrownBy(() -> Asked.STREAM.of(adapter, request))
                        .isInstanceOfSatisfying(
                                LLMApiException.class,
                                e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason))
                        .hasMessageNotContaining("null");
            }
        }
    }
}
