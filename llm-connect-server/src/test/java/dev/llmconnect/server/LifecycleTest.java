package dev.llmconnect.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.spi.ForwardingAdapter;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LifecycleTest {
    private static final String HEALTH = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String PROMPT = "{\"prompt\":\"Hi\"}";

    private final FakeAdapter adapter = new FakeAdapter();

    @Test
    void aFreePortIsToldAfterTheStart() {
        try (LLMServer server = new LLMServer(adapter, 0)) {
            assertThatThrownBy(server::port).isInstanceOf(IllegalStateException.class);
            server.start();
            assertThat(server.port()).isPositive();
            try (RawClient client = new RawClient(server.port())) {
                assertThat(client.send(HEALTH).read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void aServerIsStartedOnce() {
        LLMServer server = new LLMServer(adapter, 0);
        server.start();
        assertThatThrownBy(server::start).isInstanceOf(IllegalStateException.class);
        server.close();
        assertThatThrownBy(server::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aTakenPortIsAConfigurationErrorThatNamesIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            LLMServer server = new LLMServer(adapter, taken.getLocalPort());
            assertThatThrownBy(server::start)
                    .isInstanceOf(LLMConfigurationException.class)
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
            server.close();
        }
        assertThat(threads()).isEmpty();
    }

    @Test
    void anUnknownHostIsAConfigurationError() {
        LLMServer server =
                LLMServer.builder(adapter).host("no.such.host.invalid").build();
        assertThatThrownBy(server::start)
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageContaining("no.such.host.invalid");
    }

    @Test
    void closingAgainOrBeforeTheStartDoesNothing() throws Exception {
        LLMServer server = new LLMServer(adapter, 0);
        server.close();
        server.close();
        server.awaitTermination();
        LLMServer started = new LLMServer(adapter, 0);
        started.start();
        int port = started.port();
        started.close();
        started.close();
        assertThat(started.port()).isEqualTo(port);
        started.awaitTermination();
    }

    @Test
    void closingLetsARunningCallEndAndTakesNoOther() throws Exception {
        LLMServer server = new LLMServer(adapter, 0);
        server.start();
        BlockingAnswer answer = new BlockingAnswer(1, true);
        adapter.answer = answer;
        try (RawClient idle = new RawClient(server.port());
                RawClient half = new RawClient(server.port());
                RawClient running = new RawClient(server.port())) {
            assertThat(idle.send(HEALTH).read().status()).isEqualTo(200);
            half.send("POST /execute HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + PROMPT.length()
                    + "\r\nExpect: 100-continue\r\n\r\n");
            assertThat(half.read().status()).isEqualTo(100);
            running.post("/execute", PROMPT);
            answer.awaitBegun();
            CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
            // Closed at the beginning of the drain, so from here on it has begun.
            assertThat(idle.isAtEnd()).isTrue();
            RawClient.Answer refused = half.send(PROMPT).read();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.headers()).containsEntry("retry-after", "1").containsEntry("connection", "close");
            assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), server.port()).close())
                    .isInstanceOf(ConnectException.class);
            assertThat(closing).isNotDone();
            answer.release();
            RawClient.Answer last = running.read();
            assertThat(last.status()).isEqualTo(200);
            assertThat(last.headers()).containsEntry("connection", "close");
            closing.get(20, TimeUnit.SECONDS);
            server.awaitTermination();
        }
        assertThat(threads()).isEmpty();
    }

    @Test
    void closingCancelsWhatTakesTooLong() throws Exception {
        LLMServer server = LLMServer.builder(adapter)
                .port(0)
                .limits(ServerLimits.builder()
                        .drainTimeout(Duration.ofMillis(100))
                        .build())
                .build();
        server.start();
        BlockingAnswer answer = new BlockingAnswer(1, true);
        adapter.answer = answer;
        try (LogLines log = new LogLines();
                RawClient running = new RawClient(server.port())) {
            running.post("/execute", PROMPT);
            answer.awaitBegun();
            server.close();
            BlockingAnswer.await(answer.cancelled);
            RawClient.Answer refused = running.read();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.body()).contains("server_overloaded", "shutting down");
            assertThat(log.awaitCalls(1)).hasSize(1);
        }
        assertThat(threads()).isEmpty();
    }

    @Test
    void closingLeavesTheAdapterToItsOwner() {
        boolean[] closed = new boolean[1];
        LLMServer server = new LLMServer(
                new ForwardingAdapter(adapter) {
                    @Override
                    public void close() {
                        closed[0] = true;
                    }
                },
                0);
        server.start();
        server.close();
        assertThat(closed[0]).isFalse();
    }

    /**
     * Threads of servers; other test classes have closed theirs. One that is just ending is waited for. Netty's global one ends by
     * itself after an idle second.
     */
    private static Set<String> threads() throws InterruptedException {
        Set<Thread> ours = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("llm-connect"))
                .collect(Collectors.toSet());
        for (Thread thread : ours) {
            thread.join(500);
        }
        return ours.stream().filter(Thread::isAlive).map(Thread::getName).collect(Collectors.toSet());
    }
}
