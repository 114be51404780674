package dev.llmconnect.server.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.CallInfo;
import dev.llmconnect.CallObserver;
import dev.llmconnect.CallResult;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.server.ApiKeys;
import dev.llmconnect.server.HttpResponse;
import dev.llmconnect.server.HttpRoute;
import dev.llmconnect.server.RateLimitSource;
import dev.llmconnect.server.ServerLimits;
import dev.llmconnect.server.internal.http.RouteTable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The system has no thread for a call: its client is told so, and the call's place is free again. */
class NoThreadTest {
    private static final int LARGE = 300_000;

    private final Threads calls = new Threads();
    private final Threads largeCalls = new Threads();
    private final List<String> outcomes = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @CsvSource({"10, NO_THREAD", "300000, NO_THREAD", "10, REJECTED", "300000, REJECTED"})
    void aCallWithoutAThreadIs503AndGivesItsPlaceBack(int size, Threads.State state) throws Exception {
        HttpEngine engine = HttpEngine.start(config(), calls, largeCalls);
        try {
            Threads asked = size < LARGE ? calls : largeCalls;
            asked.state = state;
            for (int i = 0; i < 3; i++) {
                java.net.http.HttpResponse<String> refused = post(engine, size);
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.body()).contains("server_overloaded");
                assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            }
            asked.state = Threads.State.WORKING;
            // The only place is free, or this would be 503 as well.
            assertThat(post(engine, size).statusCode()).isEqualTo(200);
        } finally {
            engine.close();
        }
        assertThat(outcomes).containsExactly("server_overloaded", "server_overloaded", "server_overloaded", "ok");
        assertThat(calls.isTerminated()).isTrue();
        assertThat(largeCalls.isTerminated()).isTrue();
    }

    private EngineConfig config() {
        HttpRoute route = HttpRoute.call("POST", "/execute", request -> {
            request.json();
            return HttpResponse.json(200, Map.of());
        });
        CallObserver observer = new CallObserver() {
            @Override
            public void ended(CallInfo call, CallResult result) {
                outcomes.add(result.outcome());
            }
        };
        return new EngineConfig(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new Unasked(),
                observer,
                new RouteTable(List.of(route)),
                ApiKeys.NONE,
                RateLimitSource.NONE,
                List.of(),
                List.of(),
                ServerLimits.builder().maxConcurrentCalls(1).build(),
                null);
    }

    private static java.net.http.HttpResponse<String> post(HttpEngine engine, int size) throws Exception {
        String body = "{\"prompt\":\"" + "x".repeat(size) + "\"}";
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + ((InetSocketAddress) engine.address()).getPort() + "/execute"))
                .POST(BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }

    /** Threads that the system may be out of. */
    static final class Threads extends AbstractExecutorService {
        enum State {
            WORKING,
            NO_THREAD,
            REJECTED
        }

        private final ExecutorService delegate = Executors.newCachedThreadPool();
        volatile State state = State.WORKING;

        @Override
        public void execute(Runnable work) {
            switch (state) {
                // As Thread.start() does.
                case NO_THREAD -> throw new OutOfMemoryError("unable to create native thread");
                case REJECTED -> throw new RejectedExecutionException("full");
                default -> delegate.execute(work);
            }
        }

        @Override
        public void shutdown() {
            delegate.shutdown();
        }

        @Override
        public List<Runnable> shutdownNow() {
            return delegate.shutdownNow();
        }

        @Override
        public boolean isShutdown() {
            return delegate.isShutdown();
        }

        @Override
        public boolean isTerminated() {
            return delegate.isTerminated();
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
            return delegate.awaitTermination(timeout, unit);
        }
    }

    private static final class Unasked implements LLMAdapter {
        @Override
        public String provider() {
            return "unasked";
        }

        @Override
        public LLMResponse execute(LLMRequest request) {
            throw new AssertionError("nobody asks");
        }
    }
}
