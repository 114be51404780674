package dev.llmconnect.server;

import dev.llmconnect.CallObserver;
import dev.llmconnect.CallObservers;
import dev.llmconnect.CheckedAdapter;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.server.internal.anthropic.CountTokensEndpoint;
import dev.llmconnect.server.internal.anthropic.MessagesEndpoint;
import dev.llmconnect.server.internal.azure.AzureEndpoint;
import dev.llmconnect.server.internal.call.CallLog;
import dev.llmconnect.server.internal.call.DirectObserver;
import dev.llmconnect.server.internal.endpoint.ExecuteEndpoint;
import dev.llmconnect.server.internal.endpoint.HealthEndpoint;
import dev.llmconnect.server.internal.endpoint.MetricsEndpoint;
import dev.llmconnect.server.internal.endpoint.ReadyEndpoint;
import dev.llmconnect.server.internal.engine.EngineConfig;
import dev.llmconnect.server.internal.engine.HttpEngine;
import dev.llmconnect.server.internal.engine.NettyVersion;
import dev.llmconnect.server.internal.engine.UnixSocketFile;
import dev.llmconnect.server.internal.gemini.GeminiEndpoint;
import dev.llmconnect.server.internal.http.RouteTable;
import dev.llmconnect.server.internal.ollama.OllamaEndpoint;
import dev.llmconnect.server.internal.openai.ChatEndpoint;
import dev.llmconnect.server.internal.openai.CompletionsEndpoint;
import dev.llmconnect.server.internal.openai.EmbeddingsEndpoint;
import dev.llmconnect.server.internal.openai.ModelsEndpoint;
import dev.llmconnect.server.internal.openapi.OpenApiEndpoint;
import dev.llmconnect.server.internal.responses.ConversationStore;
import dev.llmconnect.server.internal.responses.ConversationsEndpoint;
import dev.llmconnect.server.internal.responses.EntryStore;
import dev.llmconnect.server.internal.responses.InputTokensEndpoint;
import dev.llmconnect.server.internal.responses.ResponseStore;
import dev.llmconnect.server.internal.responses.ResponsesEndpoint;
import dev.llmconnect.server.internal.responses.StoredResponsesEndpoint;
import dev.llmconnect.server.metrics.Metric;
import dev.llmconnect.server.metrics.MetricSource;
import dev.llmconnect.server.metrics.MetricsAccess;
import dev.llmconnect.server.metrics.ServerMetrics;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves an adapter over HTTP: {@code POST /execute}, {@code GET /health} and {@code GET /ready} of the wire contract, and the
 * compatible APIs of OpenAI, Anthropic, Gemini, Ollama and Azure OpenAI. Thread-safe; can be started once.
 *
 * <pre>{@code
 * try (LLMServer server = new LLMServer(adapter, 0)) {
 *     server.start();
 *     System.out.println("http://127.0.0.1:" + server.port());
 *     server.awaitTermination();
 * }
 * }</pre>
 *
 * <p>On a loopback address (the default) without callers' keys, rejects requests that a web page could cause: those with a
 * {@code Host} that is not a local name or with a foreign {@code Origin}. On any other address without keys, logs a warning.
 *
 * <p>A client that closes its connection, or only its sending side, cancels its call. Closing the server does not close the
 * adapter.
 */
public final class LLMServer implements AutoCloseable {
    /** Default address: {@value}. */
    public static final String DEFAULT_HOST = "127.0.0.1";
    /** Default port: {@value}. */
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
    private final boolean answersCalls;
    private final CallObservers observers;
    private final ServerMetrics metrics;
    private final MetricsAccess metricsAccess;
    private final List<String> allowedHosts;
    private final List<String> allowedOrigins;
    private final @Nullable TlsConfig tls;
    private final @Nullable Path unixSocket;
    private final CountDownLatch terminated = new CountDownLatch(1);
    private volatile @Nullable HttpEngine engine;
    private volatile boolean draining;
    private volatile boolean closed;

    /**
     * Creates a server on {@value #DEFAULT_HOST} with default limits.
     *
     * @param port port, or 0 for a free one, returned by {@link #port()} after the start
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
        answersCalls = builder.answersCalls;
        observers = CallObservers.of(builder.observers);
        metrics = new ServerMetrics();
        metrics.add(sink -> sink.add(Metric.DROPPED_EVENTS, (double) observers.dropped()));
        builder.metricSources.forEach(metrics::add);
        metricsAccess = builder.metricsAccess;
        allowedHosts = builder.allowedHosts;
        allowedOrigins = builder.allowedOrigins;
        tls = builder.tls;
        unixSocket = builder.unixSocket;
    }

    /** Returns a builder with {@value #DEFAULT_HOST}, {@value #DEFAULT_PORT} and default limits. */
    public static Builder builder(LLMAdapter adapter) {
        return new Builder(adapter);
    }

    /**
     * Starts the server and returns when it accepts connections.
     *
     * @throws LLMConfigurationException if the address is unknown or in use, a TLS file is unusable, or an allowed host or origin is malformed
     * @throws IllegalArgumentException if a feature adds a route that is malformed or already exists
     * @throws IllegalStateException if the server has been started or closed before
     */
    public synchronized void start() {
        if (engine != null || closed) {
            throw new IllegalStateException("a server is started once");
        }
        SocketAddress address = address();
        Routing routing = new Routing();
        builtIn().forEach(feature -> feature.setup(routing));
        features.forEach(feature -> feature.setup(routing));
        RouteTable routes = new RouteTable(routing.routes());
        NettyVersion.require(LLMServer.class.getClassLoader());
        HttpEngine started = HttpEngine.start(new EngineConfig(
                address,
                adapter,
                new DirectObserver(metrics.calls(), observers),
                routes,
                apiKeys,
                rateLimits,
                allowedHosts,
                allowedOrigins,
                limits,
                tls));
        metrics.add(started);
        engine = started;
    }

    private SocketAddress address() {
        if (unixSocket != null) {
            return UnixSocketFile.address(unixSocket);
        }
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new LLMConfigurationException("cannot listen on " + host + ": unknown host");
        }
        return address;
    }

    /** Endpoints of every server. */
    List<HttpFeature> builtIn() {
        List<HttpFeature> all = new ArrayList<>(List.of(
                new HealthEndpoint(), new ReadyEndpoint(readiness, () -> closed || draining), new OpenApiEndpoint()));
        if (answersCalls) {
            all.add(new MetricsEndpoint(metrics, metricsAccess));
            all.addAll(callEndpoints());
        }
        return all;
    }

    private List<HttpFeature> callEndpoints() {
        ChatEndpoint chat = new ChatEndpoint(Clock.systemUTC());
        CompletionsEndpoint completions = new CompletionsEndpoint(Clock.systemUTC());
        EntryStore entries = new EntryStore(limits, Clock.systemUTC());
        ResponseStore store = new ResponseStore(entries);
        LongSupplier random = new SecureRandom()::nextLong;
        ConversationStore conversations = new ConversationStore(entries, random);
        ResponsesEndpoint responses = new ResponsesEndpoint(Clock.systemUTC(), random, store, conversations);
        return List.of(
                new ExecuteEndpoint(),
                chat,
                completions,
                new EmbeddingsEndpoint(),
                new ModelsEndpoint(),
                new MessagesEndpoint(),
                new CountTokensEndpoint(),
                responses,
                new InputTokensEndpoint(store),
                new StoredResponsesEndpoint(store),
                new ConversationsEndpoint(conversations),
                new AzureEndpoint(chat, completions, responses),
                new GeminiEndpoint(),
                new OllamaEndpoint(Clock.systemUTC()));
    }

    /**
     * Port of the server.
     *
     * @throws IllegalStateException if the server has not been started, or listens on a Unix domain socket
     */
    public int port() {
        HttpEngine started = engine;
        if (started == null) {
            throw new IllegalStateException("the server has not been started");
        }
        if (started.address() instanceof InetSocketAddress address) {
            return address.getPort();
        }
        throw new IllegalStateException("the server listens on a Unix domain socket");
    }

    /** Metrics of the server. */
    public ServerMetrics metrics() {
        return metrics;
    }

    /**
     * Announces that the server is about to close: {@code GET /ready} reports {@code draining}, and each response has {@code Connection:
     * close}, while calls are still accepted. Call {@link #close()} some seconds later. Returns immediately. Idempotent.
     */
    public void announceClose() {
        draining = true;
        HttpEngine started = engine;
        if (started != null) {
            started.announceDrain();
        }
    }

    /**
     * Stops accepting connections, responds to new requests with {@code 503}, waits for running calls up to
     * {@link ServerLimits#drainTimeout()}, then cancels the rest. Returns when all connections and threads have ended; a second
     * call waits for the first.
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
                features.forEach(HttpFeature::stop);
                started.close();
                if (unixSocket != null) {
                    UnixSocketFile.delete(unixSocket);
                }
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

    /** Waits until the server is closed. */
    public void awaitTermination() throws InterruptedException {
        terminated.await();
    }

    /** Builder of an {@link LLMServer}. Not thread-safe. */
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
        private final List<MetricSource> metricSources = new ArrayList<>();
        private MetricsAccess metricsAccess = MetricsAccess.KEY;
        private boolean answersCalls = true;
        private List<String> allowedHosts = List.of();
        private List<String> allowedOrigins = List.of();
        private @Nullable TlsConfig tls;
        private @Nullable Path unixSocket;

        private Builder(LLMAdapter adapter) {
            this.adapter = CheckedAdapter.of(adapter);
        }

        /** Sets the address to listen on, a host name or an IP address. Default: {@value LLMServer#DEFAULT_HOST}. */
        public Builder host(String name) {
            host = name;
            return this;
        }

        /** Sets the port to listen on, or 0 for a free one. Default: {@value LLMServer#DEFAULT_PORT}. */
        public Builder port(int number) {
            if (number < 0 || number > MAX_PORT) {
                throw new LLMConfigurationException("a port is a number from 0 to 65535, got " + number);
            }
            port = number;
            return this;
        }

        /** Sets the limits. Default: {@link ServerLimits#defaults()}. */
        public Builder limits(ServerLimits value) {
            limits = value;
            return this;
        }

        /**
         * Sets the source of {@code GET /ready} while the server is not closing. Default: always {@link Readiness#READY}. Called
         * for every such request, on a thread that must not block.
         */
        public Builder readiness(Supplier<Readiness> source) {
            readiness = source;
            return this;
        }

        /**
         * Sets the callers' keys. Default: {@link ApiKeys#NONE}. With keys, every route requires one, except {@code GET /health},
         * {@code GET /ready} and routes {@linkplain HttpRoute#withoutKey() without key}.
         */
        public Builder apiKeys(CallerKeys keys) {
            apiKeys = keys;
            return this;
        }

        /** Sets the source of the callers' rate limits, sent in every response to them. Default: {@link RateLimitSource#NONE}. */
        public Builder rateLimits(RateLimitSource source) {
            rateLimits = source;
            return this;
        }

        /**
         * Adds an observer of all calls, in addition to the call log. It is called on its own thread and delays no call;
         * remaining events are delivered when the server closes.
         */
        public Builder observer(CallObserver observer) {
            observers.add(observer);
            return this;
        }

        /**
         * Sets additional names of the server, for example {@code llm.example} or {@code *.example}, or {@code *}. Default: none.
         * Applies to loopback addresses without callers' keys, where a {@code Host} is rejected unless it is a loopback name or
         * under {@code .localhost}, {@code .local} or {@code .internal}.
         */
        public Builder allowedHosts(List<String> hosts) {
            allowedHosts = List.copyOf(hosts);
            return this;
        }

        /**
         * Sets additional origins whose web pages may use the server, for example {@code https://app.example},
         * {@code https://*.example} or {@code http://app.example:*}, or {@code *}. Default: none. Always allowed: pages of
         * loopback addresses, and of desktop programs and editors ({@code app://}, {@code tauri://}, {@code vscode-webview://},
         * {@code vscode-file://}).
         */
        public Builder allowedOrigins(List<String> origins) {
            allowedOrigins = List.copyOf(origins);
            return this;
        }

        /**
         * Sets the Unix domain socket to listen on instead of host and port. Processes with write access to the file may connect.
         * Created at the start, replacing a socket without a listener, and deleted when the server closes. Default: none.
         */
        public Builder unixSocket(@Nullable Path file) {
            unixSocket = file;
            return this;
        }

        /** Sets the TLS configuration; the server then supports HTTPS only. Default: none, plain HTTP. */
        public Builder tls(@Nullable TlsConfig config) {
            tls = config;
            return this;
        }

        /** Adds a source of metrics for {@code GET /metrics}. Default: none. */
        public Builder metrics(MetricSource source) {
            metricSources.add(source);
            return this;
        }

        /** Sets who may read {@code GET /metrics}. Default: {@link MetricsAccess#KEY}. */
        public Builder metricsAccess(MetricsAccess access) {
            metricsAccess = access;
            return this;
        }

        /** Adds a feature to the built-in ones. Default: none. */
        public Builder feature(HttpFeature feature) {
            features.add(feature);
            return this;
        }

        /**
         * Leaves out the endpoints that answer calls: beside {@code GET /health}, {@code GET /ready} and {@code GET /openapi.json}, the
         * server has only what features add. For a second listener of the same process.
         */
        public Builder featuresOnly() {
            answersCalls = false;
            return this;
        }

        /** Creates the server without starting it. */
        public LLMServer build() {
            return new LLMServer(this);
        }
    }
}
