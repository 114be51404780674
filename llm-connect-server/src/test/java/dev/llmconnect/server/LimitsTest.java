package dev.llmconnect.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.formats.json.StrictJsonParser;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Each limit that needs a server of its own. */
class LimitsTest {
    private static final String HEALTH = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String PROMPT = "{\"prompt\":\"Hi\"}";

    private final FakeAdapter adapter = new FakeAdapter();

    @Test
    void oneCallTooManyIs503AndHealthIsNotACall() {
        try (LLMServer server = start(ServerLimits.builder().maxConcurrentCalls(2));
                RawClient first = new RawClient(server.port());
                RawClient second = new RawClient(server.port());
                RawClient third = new RawClient(server.port())) {
            BlockingAnswer answer = new BlockingAnswer(2, true);
            adapter.answer = answer;
            first.post("/execute", PROMPT);
            second.post("/execute", PROMPT);
            answer.awaitBegun();
            RawClient.Answer refused = third.post("/execute", PROMPT).read();
            assertOverloaded(refused, "the limit of 2 concurrent calls");
            assertThat(refused.headers()).doesNotContainKey("connection");
            assertThat(third.send(HEALTH).read().status()).isEqualTo(200);
            answer.release();
            assertThat(first.read().status()).isEqualTo(200);
            assertThat(second.read().status()).isEqualTo(200);
            assertThat(third.post("/execute", PROMPT).read().status()).isEqualTo(200);
        }
    }

    @Test
    void oneConnectionTooManyIs503() {
        try (LLMServer server = start(ServerLimits.builder().maxConnections(1));
                RawClient first = new RawClient(server.port())) {
            assertThat(first.send(HEALTH).read().status()).isEqualTo(200);
            try (RawClient second = new RawClient(server.port())) {
                assertOverloaded(second.send(HEALTH).read(), "too many connections");
                assertThat(second.isAtEnd()).isTrue();
            }
            assertThat(first.send(HEALTH).read().status()).isEqualTo(200);
        }
    }

    @Test
    void bodiesShareABudget() {
        try (LLMServer server = start(ServerLimits.builder().maxBufferedBytes(300_000));
                RawClient first = new RawClient(server.port());
                RawClient second = new RawClient(server.port())) {
            BlockingAnswer answer = new BlockingAnswer(1, true);
            adapter.answer = answer;
            String large = "{\"prompt\":\"" + "x".repeat(80_000) + "\"}";
            first.post("/execute", large);
            answer.awaitBegun();
            assertOverloaded(second.post("/execute", large).read(), "memory");
            answer.release();
            assertThat(first.read().status()).isEqualTo(200);
            assertThat(first.post("/execute", large).read().status()).isEqualTo(200);
        }
    }

    @Test
    void anIdleConnectionIsClosed() {
        try (LLMServer server = start(ServerLimits.builder().idleTimeout(Duration.ofMillis(100)));
                RawClient silent = new RawClient(server.port());
                RawClient client = new RawClient(server.port())) {
            assertThat(client.send(HEALTH).read().status()).isEqualTo(200);
            assertThat(client.isAtEnd()).isTrue();
            assertThat(silent.isAtEnd()).isTrue();
        }
    }

    @Test
    void aRunningCallIsNotIdle() {
        try (LLMServer server = start(ServerLimits.builder()
                        .idleTimeout(Duration.ofMillis(50))
                        .headerReadTimeout(Duration.ofMillis(50))
                        .bodyReadTimeout(Duration.ofMillis(50)));
                RawClient idle = new RawClient(server.port());
                RawClient client = new RawClient(server.port())) {
            BlockingAnswer answer = new BlockingAnswer(1, true);
            adapter.answer = answer;
            client.post("/execute", PROMPT);
            answer.awaitBegun();
            // By then every limit has passed.
            assertThat(idle.isAtEnd()).isTrue();
            answer.release();
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @Test
    void oneByteNowAndThenDoesNotProlongTheTimeForHeaders() {
        try (LLMServer server = start(ServerLimits.builder().headerReadTimeout(Duration.ofMillis(300)));
                RawClient client = new RawClient(server.port())) {
            Thread writer = new Thread(() -> {
                for (int i = 0; i < 1000 && !client.socket.isClosed(); i++) {
                    client.send("x");
                    LockSupport.parkNanos(20_000_000);
                }
            });
            writer.setUncaughtExceptionHandler((thread, e) -> {});
            writer.start();
            assertThat(client.read().status()).isEqualTo(408);
        }
    }

    @Test
    void anAdapterThatOverrunsItsDeadlineIsCutOff() {
        try (LLMServer server = start(ServerLimits.builder());
                LogLines log = new LogLines();
                RawClient client = new RawClient(server.port())) {
            BlockingAnswer answer = new BlockingAnswer(1, false);
            adapter.answer = answer;
            long before = System.nanoTime();
            client.post("/execute", "{\"prompt\":\"Hi\",\"config\":{\"timeout_seconds\":1}}");
            RawClient.Answer late = client.read();
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(4));
            assertThat(late.status()).isEqualTo(504);
            assertThat(json(late)).containsEntry("error", "provider_timeout").containsEntry("type", "LLMTimeoutError");
            BlockingAnswer.await(answer.cancelled);
            answer.release();
            adapter.reset();
            assertThat(client.post("/execute", PROMPT).read().status()).isEqualTo(200);
            assertThat(log.awaitCalls(2)).hasSize(2);
        }
    }

    @Test
    void aCallWithoutATimeoutHasTheLimitsOwn() {
        try (LLMServer server = start(ServerLimits.builder().maxCallTime(Duration.ofMillis(100)));
                RawClient client = new RawClient(server.port())) {
            BlockingAnswer answer = new BlockingAnswer(1, true);
            adapter.answer = answer;
            assertThat(client.post("/execute", PROMPT).read().status()).isEqualTo(504);
            BlockingAnswer.await(answer.cancelled);
        }
    }

    @Test
    void limitsArePositive() {
        assertThatThrownBy(() -> ServerLimits.builder().maxBodyBytes(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxBodyBytes");
        assertThatThrownBy(() -> ServerLimits.builder().drainTimeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("drainTime");
    }

    private LLMServer start(ServerLimits.Builder limits) {
        LLMServer server =
                LLMServer.builder(adapter).port(0).limits(limits.build()).build();
        server.start();
        return server;
    }

    private static void assertOverloaded(RawClient.Answer answer, String reason) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers()).containsEntry("retry-after", "1");
        assertThat(json(answer))
                .containsEntry("error", "server_overloaded")
                .containsEntry("type", "ServerOverloadedError")
                .containsEntry("retry_after_seconds", 1L);
        assertThat(json(answer).get("message").toString()).contains(reason);
    }

    private static Map<String, Object> json(RawClient.Answer answer) {
        return StrictJsonParser.object(answer.body().getBytes(StandardCharsets.UTF_8));
    }
}
