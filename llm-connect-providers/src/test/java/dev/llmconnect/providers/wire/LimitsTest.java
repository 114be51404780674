package dev.llmconnect.providers.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.providers.StubProvider;
import dev.llmconnect.providers.TestAdapters;
import java.io.IOException;
import java.time.Duration;
import mockwebserver3.MockResponse;
import okio.Buffer;
import okio.GzipSink;
import okio.Okio;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The limits of these adapters are 1 MiB of answer, 64 KiB of event and 1 KiB of error. */
class LimitsTest {
    private static final String SSE = "text/event-stream";

    private final StubProvider stub = new StubProvider();
    private final LLMAdapter adapter = TestAdapters.limited(stub.url(), Duration.ofSeconds(5), Duration.ofSeconds(5));

    @AfterEach
    void close() {
        adapter.close();
        stub.close();
    }

    @Test
    void anAnswerOverTheLimitIsRefused() {
        stub.answers(200, "{\"choices\":[{\"message\":{\"content\":\"" + "x".repeat(1 << 20) + "\"}}]}");
        refused(() -> adapter.execute(LLMRequest.of("Hello")), "the answer is larger than 1048576 bytes");
    }

    @Test
    void anAnswerAtTheLimitIsTaken() {
        String frame = "{\"choices\":[{\"message\":{\"content\":\"\"},\"finish_reason\":\"stop\"}]}";
        stub.answers(200, frame.replace("\"\"", "\"" + "x".repeat((1 << 20) - frame.length()) + "\""));
        assertThat(adapter.execute(LLMRequest.of("Hello")).content()).hasSize((1 << 20) - frame.length());
    }

    @Test
    void aSmallAnswerThatUnpacksToAHugeOneIsRefusedBeforeItIsAllUnpacked() throws IOException {
        stub.answers(
                new MockResponse.Builder().setHeader("Content-Encoding", "gzip").body(zipped(new byte[1 << 16], 2000)));
        refused(() -> adapter.execute(LLMRequest.of("Hello")), "the answer is larger than 1048576 bytes");
    }

    @Test
    void aStreamThatUnpacksToAHugeOneIsRefused() throws IOException {
        byte[] comment = (":" + "x".repeat(1000) + "\n\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        stub.answers(new MockResponse.Builder()
                .setHeader("Content-Type", SSE)
                .setHeader("Content-Encoding", "gzip")
                .body(zipped(comment, 100_000)));
        refused(() -> adapter.stream(LLMRequest.of("Hello")).response(), "the stream is larger than 1048576 bytes");
    }

    @Test
    void anEventOverTheLimitIsRefusedThoughItsLineNeverEnds() {
        stub.streams("data: {\"choices\":[{\"delta\":{\"content\":\"" + "x".repeat(1 << 17));
        refused(() -> adapter.stream(LLMRequest.of("Hello")).response(), "an event of the stream is larger than 65536");
    }

    @Test
    void anEventOfManyLinesOverTheLimitIsRefused() {
        stub.streams(("data: " + "x".repeat(100) + "\n").repeat(1000));
        refused(() -> adapter.stream(LLMRequest.of("Hello")).response(), "an event of the stream is larger than 65536");
    }

    @Test
    void ofAHugeErrorOnlyTheBeginningIsRead() {
        stub.answers(500, "the beginning " + "x".repeat(1 << 20));
        assertThatThrownBy(() -> adapter.execute(LLMRequest.of("Hello")))
                .isInstanceOfSatisfying(LLMException.class, e -> {
                    assertThat(e.getMessage())
                            .startsWith("HTTP 500 from limited: the beginning")
                            .hasSizeLessThan(1200);
                    assertThat(e.reason()).isEqualTo(FailureReason.SERVER);
                });
    }

    private static void refused(ThrowingCallable call, String says) {
        assertThatThrownBy(call).isInstanceOfSatisfying(LLMException.class, e -> {
            assertThat(e).hasMessageContaining(says);
            assertThat(e.reason()).isEqualTo(FailureReason.TOO_LARGE);
            assertThat(e.isRetryable()).isFalse();
        });
    }

    private static Buffer zipped(byte[] piece, int times) throws IOException {
        Buffer packed = new Buffer();
        try (okio.BufferedSink sink = Okio.buffer(new GzipSink(packed))) {
            for (int i = 0; i < times; i++) {
                sink.write(piece);
            }
        }
        return packed;
    }
}
