package dev.llmconnect.server;

import dev.llmconnect.CallObserver;
import dev.llmconnect.CallObservers;
import dev.llmconnect.CheckedAdapter;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.server.internal.anthropic.CountTokensEndpoint;
import dev.llmconnect.server.internal.anthropic.MessagesEndpoint;
import dev.llmconnect.server.internal.call.CallLog;
import dev.llmconnect.server.internal.endpoint.ExecuteEndpoint;
import dev.llmconnect.server.internal.endpoint.HealthEndpoint;
import dev.llmconnect.server.internal.endpoint.ReadyEndpoint;
import dev.llmconnect.server.internal.engine.EngineConfig;
import dev.llmconnect.server.internal.engine.HttpEngine;
import dev.llmconnect.server.internal.http.RouteTable;
import dev.llmconnect.server.internal.openai.ChatEndpoint;
import dev.llmconnect.server.internal.openai.EmbeddingsEndpoint;
import dev.llmconnect.server.internal.openai.ModelsEndpoint;
import dev.llmconnect.server.internal.responses.ResponsesEndpoint;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves an adapter over HTTP: {@code POST /execute}, {@code GET /health} and {@code GET /ready} of the wire contract, and the compatible
 * APIs of OpenAI and Anthropic. Thread-safe; started once and closed once.
 *
 * <pre>{@code
 * try (LLMServer server = new LLMServer(adapter, 0)) {
 *     server.start();
 *     System.out.println("http://127.0.0.1:" + server.port());
 *     server.awaitTermination();
 * }
 * }</pre>
 *
 * <p>On a loopback address, which is the default, and without callers' keys it rejects requests that a web page could have caused: those
 * for a {@code Host} that is not a local name, and those with a foreign {@code Origin}. On any other address without keys it logs a
 * warning.
 *
 * <p>A client that closes its connection, also if only its sending side, cancels its call. The adapter is not closed with the server.
 */
public final class LLMServer implements AutoCloseable {
    /** The address to listen on when none is named: {@value}. */
    public static final String DEFAULT_HOST = "127.0.0.1";
    /** The port to listen on when none is named: {@value}. */
    public static final int DEFAULT_PORT = 8080;

    private static final int MAX_PORT = 65_535;

    private final LLMAdapter adapter;
    private final String host;
    private final int port;
    private final ServerLimits limits;
    private final Supplier<Readiness> readiness;
    private final CallerKeys apiKeys;
    private final RateLimitSource rateLimits;
    private final List<HttpFeature> features;
    private final CallObservers observers;
    private final List<String> allowedHosts;
    private final List<String> allowedOrigins;
    private final CountDownLatch terminated = new CountDownLatch(1);
    private volatile @Nullable HttpEngine engine;
    private volatile boolean closed;

    /**
     * A server on {@value #DEFAULT_HOST} with all limits at their defaults.
     *
     * @param port 0 for a free one, which {@link #port()} tells after the start
     */
    public LLMServer(LLMAdapter adapter, int port) {
        this(builder(adapter).port(port));
    }

    private LLMServer(Builder builder) {
        adapter = builder.adapter;
        host = builder.host;
        port = builder.port;
        limits = builder.limits;
        readiness = builder.readiness;
        apiKeys = builder.apiKeys;
        rateLimits = builder.rateLimits;
        features = List.copyOf(builder.features);
        observers = CallObservers.of(builder.observers);
        allowedHosts = builder.allowedHosts;
        allowedOrigins = builder.allowedOrigins;
    }

    /** Starts with {@value #DEFAULT_HOST}, {@value #DEFAULT_PORT} and all limits at their defaults. */
    public static Builder builder(LLMAdapter adapter) {
        return new Builder(adapter);
    }

    /**
     * Begins to accept connections, and returns when it does.
     *
     * @throws LLMConfigurationException when the address is unknown or taken, or an allowed host or origin is malformed
     * @throws IllegalArgumentException when a feature adds a route that is malformed or already taken
     * @throws IllegalStateException when it has been started or closed before
     */
    public synchronized void start() {
        if (engine != null || closed) {
            throw new IllegalStateException("a server is started once");
        }
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new LLMConfigurationException("cannot listen on " + host + ": unknown host");
        }
        Routing routing = new Routing();
        builtIn().forEach(feature -> feature.setup(routing));
        features.forEach(feature -> feature.setup(routing));
        RouteTable routes = new RouteTable(routing.routes());
        engine = HttpEngine.start(new EngineConfig(
                address, adapter, observers, routes, apiKeys, rateLimits, allowedHosts, allowedOrigins, limits));
    }

    /** The endpoints that every server has. */
    List<HttpFeature> builtIn() {
        return List.of(
                new HealthEndpoint(),
                new ReadyEndpoint(readiness, () -> closed),
                new ExecuteEndpoint(),
                new ChatEndpoint(Clock.systemUTC()),
                new EmbeddingsEndpoint(),
                new ModelsEndpoint(),
                new MessagesEndpoint(),
                new CountTokensEndpoint(),
                new ResponsesEndpoint(Clock.systemUTC(), new SecureRandom()::nextLong));
    }

    /**
     * The port it listens on.
     *
     * @throws IllegalStateException when it has not been started
     */
    public int port() {
        HttpEngine started = engine;
        if (started == null) {
            throw new IllegalStateException("the server has not been started");
        }
        return started.address().getPort();
    }

    /**
     * Accepts nothing more, answers new requests with {@code 503}, lets running calls end for up to {@link ServerLimits#drainTimeout()},
     * then cancels what is left. Returns when connections and threads are gone; a second call waits for the first.
     */
    @Override
    public void close() {
        HttpEngine started;
        synchronized (this) {
            started = closed ? null : engine;
            if (!closed && engine == null) {
                terminated.countDown();
            }
            closed = true;
        }
        if (started != null) {
            try {
                started.close();
                observers.close();
            } finally {
                terminated.countDown();
            }
        }
        awaitUninterruptibly();
    }

    private void awaitUninterruptibly() {
        boolean interrupted = false;
        while (true) {
            try {
                terminated.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until the server has been closed. */
    public void awaitTermination() throws InterruptedException {
        terminated.await();
    }

    /** Sets what a server is made of. Not thread-safe. */
    public static final class Builder {
        private final LLMAdapter adapter;
        private String host = DEFAULT_HOST;
        private int port = DEFAULT_PORT;
        private ServerLimits limits = ServerLimits.defaults();
        private Supplier<Readiness> readiness = () -> Readiness.READY;
        private CallerKeys apiKeys = ApiKeys.NONE;
        private RateLimitSource rateLimits = RateLimitSource.NONE;
        private final List<HttpFeature> features = new ArrayList<>();
        private final List<CallObserver> observers = new ArrayList<>(List.of(new CallLog()));
        private List<String> allowedHosts = List.of();
        private List<String> allowedOrigins = List.of();

        private Builder(LLMAdapter adapter) {
            this.adapter = CheckedAdapter.of(adapter);
        }

        /** The address to listen on, a name or a number; {@value LLMServer#DEFAULT_HOST} by default. */
        public Builder host(String name) {
            host = name;
            return this;
        }

        /** The port to listen on; {@value LLMServer#DEFAULT_PORT} by default, 0 for a free one. */
        public Builder port(int number) {
            if (number < 0 || number > MAX_PORT) {
                throw new LLMConfigurationException("a port is a number from 0 to 65535, got " + number);
            }
            port = number;
            return this;
        }

        /** The limits; each at its default by default. */
        public Builder limits(ServerLimits all) {
            limits = all;
            return this;
        }

        /**
         * What {@code GET /ready} says while the server is not closing; always {@link Readiness#READY} by default. Asked for every such
         * request, on a thread that must not be held up.
         */
        public Builder readiness(Supplier<Readiness> source) {
            readiness = source;
            return this;
        }

        /**
         * The callers' keys; {@link ApiKeys#NONE} by default. With keys, every route requires one of them, except
         * {@code GET /health}, {@code GET /ready}, and those a feature adds {@linkplain HttpRoute#withoutKey() without}.
         */
        public Builder apiKeys(CallerKeys keys) {
            apiKeys = keys;
            return this;
        }

        /** Who knows what callers have left of their limits, which every response to them tells; nobody by default. */
        public Builder rateLimits(RateLimitSource source) {
            rateLimits = source;
            return this;
        }

        /**
         * Adds an observer of every call, beside the call log. It is called on one thread of its own, which delays no call; what is left
         * to be told is delivered when the server closes.
         */
        public Builder observer(CallObserver observer) {
            observers.add(observer);
            return this;
        }

        /**
         * Further names of the server, for example {@code llm.example} or {@code *.example}, or {@code *}; none by default. They
         * matter on a loopback address without callers' keys: there, a {@code Host} that is not a loopback name or under
         * {@code .localhost}, {@code .local} or {@code .internal} is rejected.
         */
        public Builder allowedHosts(List<String> hosts) {
            allowedHosts = List.copyOf(hosts);
            return this;
        }

        /**
         * Further origins whose web pages may use the server, for example {@code https://app.example}, {@code https://*.example} or
         * {@code http://app.example:*}, or {@code *}; none by default. Pages of loopback addresses, and those of desktop programs and
         * editors ({@code app://}, {@code tauri://}, {@code vscode-webview://}, {@code vscode-file://}), always may.
         */
        public Builder allowedOrigins(List<String> origins) {
            allowedOrigins = List.copyOf(origins);
            return this;
        }

        /** Adds routes beside the built-in ones; none by default. */
        public Builder feature(HttpFeature feature) {
            features.add(feature);
            return this;
        }

        /** The server, not started yet. */
        public LLMServer build() {
            return new LLMServer(this);
        }
    }
}
