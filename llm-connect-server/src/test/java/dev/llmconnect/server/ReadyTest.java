package dev.llmconnect.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** {@code GET /ready}. */
class ReadyTest {
    private static final String READY = "GET /ready HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final FakeAdapter adapter = new FakeAdapter();
    private final AtomicReference<Readiness> readiness = new AtomicReference<>(Readiness.READY);

    private LLMServer start() {
        LLMServer server =
                LLMServer.builder(adapter).port(0).readiness(readiness::get).build();
        server.start();
        return server;
    }

    @Test
    void saysWhetherSomethingCouldAnswerAndAsksNobody() {
        try (LLMServer server = start();
                LogLines log = new LogLines();
                RawClient client = new RawClient(server.port())) {
            RawClient.Answer ready = client.send(READY).read();
            assertThat(ready.status()).isEqualTo(200);
            assertThat(ready.body()).isEqualTo("{\"status\":\"ready\"}");

            readiness.set(Readiness.of(false, Map.of("circuits", List.of("a"))));
            RawClient.Answer unavailable = client.send(READY).read();
            assertThat(unavailable.status()).isEqualTo(503);
            assertThat(unavailable.body()).isEqualTo("{\"status\":\"unavailable\",\"circuits\":[\"a\"]}");
            assertThat(log.calls()).isEmpty();
        }
    }

    @Test
    void isReadyWhereNobodySaysOtherwise() {
        try (LLMServer server = new LLMServer(adapter, 0)) {
            server.start();
            try (RawClient client = new RawClient(server.port())) {
                assertThat(client.send(READY).read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void isNotReadyFromTheMomentTheServerBeginsToClose() throws Exception {
        LLMServer server = start();
        BlockingAnswer answer = new BlockingAnswer(1, true);
        adapter.answer = answer;
        try (RawClient idle = new RawClient(server.port());
                RawClient half = new RawClient(server.port());
                RawClient running = new RawClient(server.port())) {
            assertThat(idle.send(READY).read().status()).isEqualTo(200);
            half.send("GET /ready HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n");
            assertThat(half.read().status()).isEqualTo(100);
            running.post("/execute", "{\"prompt\":\"Hi\"}");
            answer.awaitBegun();
            CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
            assertThat(idle.isAtEnd()).isTrue();

            RawClient.Answer draining = half.send("x").read();

            assertThat(draining.status()).isEqualTo(503);
            assertThat(draining.body()).isEqualTo("{\"status\":\"draining\"}");
            answer.release();
            assertThat(running.read().status()).isEqualTo(200);
            closing.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void saysThatTheServerIsAboutToCloseWhileCallsAreStillAnswered() {
        try (LLMServer server = start();
                RawClient idle = new RawClient(server.port())) {
            RawClient.Answer before = idle.send(READY).read();
            assertThat(before.headers()).doesNotContainKey("connection");

            server.announceClose();

            RawClient.Answer draining = idle.send(READY).read();
            assertThat(draining.status()).isEqualTo(503);
            assertThat(draining.body()).isEqualTo("{\"status\":\"draining\"}");
            assertThat(draining.headers()).containsEntry("connection", "close");
            assertThat(idle.isAtEnd()).isTrue();
            try (RawClient late = new RawClient(server.port())) {
                RawClient.Answer answer =
                        late.post("/execute", "{\"prompt\":\"Hi\"}").read();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.headers()).containsEntry("connection", "close");
            }
        }
    }

    @Test
    void aStreamThatBeginsWhileTheServerIsAboutToCloseIsTheLastOfItsConnection() {
        try (LLMServer server = start()) {
            server.announceClose();
            try (RawClient client = new RawClient(server.port())) {
                RawClient.Answer answer = client.post("/execute", "{\"prompt\":\"Hi\",\"stream\":true}")
                        .read();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.headers()).containsEntry("connection", "close");
                assertThat(answer.body()).contains("event: done");
                assertThat(client.isAtEnd()).isTrue();
            }
        }
    }
}
