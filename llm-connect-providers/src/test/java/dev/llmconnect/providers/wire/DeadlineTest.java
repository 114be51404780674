package dev.llmconnect.providers.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.Cancellation;
import dev.llmconnect.ContentPart;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMStream;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.Message;
import dev.llmconnect.RunConfig;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.providers.RawProvider;
import dev.llmconnect.providers.TestAdapters;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A call ends with its deadline, and with its caller, wherever it is on its way. */
class DeadlineTest {
    private static final String SSE = "HTTP/1.1 200 OK\nContent-Type: text/event-stream\n\n";
    private static final String EVENT = "data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n";

    /** Where a provider stops. */
    enum Stall {
        HEADERS("", false),
        HALF_A_HEAD("HTTP/1.1 200 OK\nContent-", false),
        BODY("HTTP/1.1 200 OK\nContent-Length: 1000\n\n{\"choices\":", false),
        ERROR_BODY("HTTP/1.1 500 Oops\nContent-Length: 1000\n\n{\"error\":", false),
        STREAM_HEADERS("", true),
        STREAM_BEFORE_THE_FIRST_EVENT(SSE, true),
        STREAM_OF_COMMENTS_ONLY(SSE + ": ping\n\n", true),
        STREAM_AFTER_AN_EVENT(SSE + EVENT, true);

        final String beginning;
        final boolean streaming;

        Stall(String beginning, boolean streaming) {
            this.beginning = beginning;
            this.streaming = streaming;
        }

        RawProvider provider() {
            return new RawProvider((n, connection) -> {
                connection.send(beginning).stall();
            });
        }

        void call(LLMAdapter adapter, LLMRequest request) {
            if (streaming) {
                try (LLMStream stream = adapter.stream(request)) {
                    stream.response();
                }
            } else {
                adapter.execute(request);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theDeadlineEndsTheCallWhereverItIs(Stall stall) throws Exception {
        try (RawProvider provider = stall.provider();
                LLMAdapter adapter = TestAdapters.chat(provider.url())) {
            LLMRequest request = LLMRequest.of("Hello", seconds(1));
            Duration took = timed(() -> stall.call(adapter, request), e -> {
                if (stall == Stall.ERROR_BODY) {
                    // The status has come, which says more than the time that ran out.
                    assertThat(e.providerStatus()).contains(500);
                } else {
                    assertThat(e).isInstanceOf(LLMTimeoutException.class).hasMessageContaining("timeout 1 s");
                }
            });
            assertThat(took).isBetween(Duration.ofMillis(900), Duration.ofMillis(2500));
            assertThat(provider.hangsUpWithin(Duration.ofSeconds(1))).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCallerWhoLeavesClosesTheConnection(Stall stall) throws Exception {
        try (RawProvider provider = stall.provider();
                LLMAdapter adapter = TestAdapters.chat(provider.url())) {
            Cancellation cancellation = new Cancellation();
            LLMRequest request = LLMRequest.builder()
                    .prompt("Hello")
                    .cancellation(cancellation)
                    .build();
            CompletableFuture<Void> call = CompletableFuture.runAsync(() -> stall.call(adapter, request));
            provider.awaitRequest();
            cancellation.cancel();
            assertThat(provider.hangsUpWithin(Duration.ofSeconds(1))).isTrue();
            assertThatThrownBy(() -> call.get(1, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(stall == Stall.ERROR_BODY ? LLMException.class : LLMCancelledException.class);
        }
    }

    @Test
    void theDeadlineEndsAnAttemptToConnect() throws IOException {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Connections waiting = Connections.thatFill(full)) {
            String url = "http://127.0.0.1:" + full.getLocalPort();
            try (LLMAdapter adapter = TestAdapters.chat(url)) {
                Duration took = timed(
                        () -> adapter.execute(LLMRequest.of("Hello", seconds(1))),
                        e -> assertThat(e).isInstanceOf(LLMTimeoutException.class));
                assertThat(took).isLessThan(Duration.ofMillis(2500));
                assertThat(waiting.open).isNotEmpty();
            }
        }
    }

    @Test
    void connectingMayTakeNoLongerThanItsOwnLimit() throws IOException {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Connections waiting = Connections.thatFill(full)) {
            String url = "http://127.0.0.1:" + full.getLocalPort();
            try (LLMAdapter adapter = TestAdapters.limited(url, Duration.ofMillis(300), Duration.ofSeconds(5))) {
                Duration took = timed(() -> adapter.execute(LLMRequest.of("Hello")), e -> {
                    assertThat(e).isInstanceOf(LLMApiException.class);
                    assertThat(e.reason()).isEqualTo(FailureReason.CONNECTION);
                });
                assertThat(took).isLessThan(Duration.ofMillis(2500));
                assertThat(waiting.open).isNotEmpty();
            }
        }
    }

    @Test
    void theDeadlineEndsAProviderThatDoesNotRead() throws IOException {
        try (ServerSocket deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                LLMAdapter adapter = TestAdapters.chat("http://127.0.0.1:" + deaf.getLocalPort())) {
            LLMRequest large = LLMRequest.builder()
                    .message(Message.user(List.of(ContentPart.Media.ofBytes("image/png", new byte[30 << 20]))))
                    .config(seconds(2))
                    .build();
            Duration took =
                    timed(() -> adapter.execute(large), e -> assertThat(e).isInstanceOf(LLMTimeoutException.class));
            assertThat(took).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void aStreamThatIsSilentForTooLongIsATimeout() throws Exception {
        try (RawProvider provider = Stall.STREAM_AFTER_AN_EVENT.provider();
                LLMAdapter adapter =
                        TestAdapters.limited(provider.url(), Duration.ofSeconds(5), Duration.ofMillis(300));
                LLMStream stream = adapter.stream(LLMRequest.of("Hello"))) {
            Iterator<StreamEvent> events = stream.iterator();
            assertThat(events.next()).isInstanceOf(StreamEvent.Start.class);
            assertThat(events.next()).isEqualTo(new StreamEvent.Text("Hi"));
            assertThatThrownBy(events::hasNext)
                    .isInstanceOf(LLMTimeoutException.class)
                    .hasMessage("limited sent nothing for too long");
            assertThat(provider.hangsUpWithin(Duration.ofSeconds(1))).isTrue();
        }
    }

    @Test
    void closingAStreamFromAnotherThreadEndsItsReader() throws Exception {
        try (RawProvider provider = Stall.STREAM_AFTER_AN_EVENT.provider();
                LLMAdapter adapter = TestAdapters.chat(provider.url())) {
            LLMStream stream = adapter.stream(LLMRequest.of("Hello"));
            Iterator<StreamEvent> events = stream.iterator();
            assertThat(events.next()).isInstanceOf(StreamEvent.Start.class);
            assertThat(events.next()).isEqualTo(new StreamEvent.Text("Hi"));
            CompletableFuture<Boolean> reader = CompletableFuture.supplyAsync(events::hasNext);
            stream.close();
            assertThat(provider.hangsUpWithin(Duration.ofSeconds(1))).isTrue();
            assertThatThrownBy(() -> reader.get(1, TimeUnit.SECONDS)).cause().isInstanceOf(LLMCancelledException.class);
        }
    }

    @Test
    void closingAStreamAfterItsFirstEventClosesTheConnection() throws Exception {
        try (RawProvider provider = Stall.STREAM_AFTER_AN_EVENT.provider();
                LLMAdapter adapter = TestAdapters.chat(provider.url())) {
            try (LLMStream stream = adapter.stream(LLMRequest.of("Hello"))) {
                stream.iterator().next();
            }
            assertThat(provider.hangsUpWithin(Duration.ofSeconds(1))).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void closingTheAdapterEndsItsCalls(Stall stall) throws Exception {
        try (RawProvider provider = stall.provider()) {
            LLMAdapter adapter = TestAdapters.chat(provider.url());
            CompletableFuture<Void> call =
                    CompletableFuture.runAsync(() -> stall.call(adapter, LLMRequest.of("Hello")));
            provider.awaitRequest();
            adapter.close();
            adapter.close();
            assertThat(provider.hangsUpWithin(Duration.ofSeconds(1))).isTrue();
            assertThatThrownBy(() -> call.get(1, TimeUnit.SECONDS)).cause().isInstanceOf(LLMException.class);
            assertThatThrownBy(() -> adapter.execute(LLMRequest.of("Hello")))
                    .isInstanceOf(LLMException.class)
                    .hasMessageContaining("closed");
        }
    }

    private static RunConfig seconds(int seconds) {
        return RunConfig.builder().timeout(Duration.ofSeconds(seconds)).build();
    }

    private static Duration timed(ThrowingCallable call, Consumer<LLMException> check) {
        long start = System.nanoTime();
        assertThatThrownBy(call).isInstanceOfSatisfying(LLMException.class, check);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** So many that the next one has to wait. */
    private record Connections(List<Socket> open) implements AutoCloseable {
        static Connections thatFill(ServerSocket server) throws IOException {
            List<Socket> open = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Socket socket = new Socket();
                try {
                    socket.connect(server.getLocalSocketAddress(), 100);
                    open.add(socket);
                } catch (java.net.SocketTimeoutException e) {
                    socket.close();
                    return new Connections(open);
                }
            }
            throw new IllegalStateException("the backlog has no end");
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }
}
