package dev.llmconnect.providers.http;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.Redactor;
import dev.llmconnect.TraceContext;
import dev.llmconnect.internal.BaseUrlText;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/**
 * The one way calls travel. Blocking, on the caller's thread; a call ends with its deadline, with its
 * {@link dev.llmconnect.Cancellation}, and when its thread is interrupted. Redirects are never followed, since they would carry the
 * key to another host. Thread-safe.
 *
 * <p>A request is sent once. Only one that went out on a pooled connection which turns out to be closed is sent again, on a new
 * connection: when it could not be written, or when the connection ended within {@link #DEAD_AT_ONCE} without a byte of a response.
 * The log says so.
 *
 * <p>OkHttp looks through its whole pool for each call, which beyond some hundred connections costs more than the call itself; so a
 * further client is opened once one has {@value #CALLS_PER_CLIENT} calls in flight.
 */
public final class HttpClients implements AutoCloseable {
    static final int CALLS_PER_CLIENT = 64;
    /** A provider that closes later than this after the request may have begun to work on it: 200 ms. */
    static final Duration DEAD_AT_ONCE = Duration.ofMillis(200);

    private static final Logger LOG = System.getLogger(HttpClients.class.getName());
    /** More pooled connections in a row than this are not tried by one call. */
    private static final int MAX_DEAD_CONNECTIONS = 3;

    private static final Duration KEEP_ALIVE = Duration.ofMinutes(5);
    private static final String USER_AGENT = "llm-connect/" + version();

    private final HttpLimits limits;
    private final Network network;
    private final Duration deadAtOnce;
    private final List<Client> clients = new CopyOnWriteArrayList<>();
    private final ParsedUrls urls = new ParsedUrls();
    private volatile boolean closed;

    /** Opens nothing yet. */
    public HttpClients(HttpLimits limits) {
        this(limits, Network.DEFAULT);
    }

    /** Opens nothing yet. */
    public HttpClients(HttpLimits limits, Network network) {
        this(limits, network, DEAD_AT_ONCE);
    }

    HttpClients(HttpLimits limits, Duration deadAtOnce) {
        this(limits, Network.DEFAULT, deadAtOnce);
    }

    private HttpClients(HttpLimits limits, Network network, Duration deadAtOnce) {
        this.limits = limits;
        this.network = network;
        this.deadAtOnce = deadAtOnce;
    }

    /** The limits of every call. */
    public HttpLimits limits() {
        return limits;
    }

    /**
     * Sends a call and waits for the status and the headers of its answer.
     *
     * @param request whose deadline and cancellation end the call
     * @param streaming whether silence in the answer is limited by {@link HttpLimits#idleTimeout()}
     * @return the answer, to be closed by the caller
     * @throws IOException when there is no answer; {@link ProviderFailures#unreachable} tells why
     */
    public HttpExchange send(HttpCall call, LLMCall request, boolean streaming) throws IOException {
        for (int dead = 0; ; dead++) {
            HttpExchange exchange = exchange(call, request, streaming);
            try {
                requireOpen();
                exchange.open();
                return exchange;
            } catch (IOException e) {
                boolean resend = dead < MAX_DEAD_CONNECTIONS && exchange.foundDeadConnection(e, deadAtOnce);
                if (resend) {
                    // What closed one idle connection has probably closed the others.
                    exchange.distrust();
                }
                exchange.close();
                if (!resend) {
                    throw network.explained(e);
                }
                LOG.log(
                        Level.INFO,
                        "call {0}: the pooled connection to {1} was closed, sending the request on another one",
                        request.requestId(),
                        BaseUrlText.host(call.url()));
            } catch (RuntimeException e) {
                exchange.close();
                throw e;
            }
        }
    }

    private HttpExchange exchange(HttpCall call, LLMCall request, boolean streaming) throws IOException {
        requireOpen();
        Transmission transmission = new Transmission();
        Request outgoing = outgoing(call, request, transmission);
        Duration remaining = request.deadline().remaining();
        if (remaining.isZero()) {
            throw new InterruptedIOException("timeout");
        }
        Client client = client(outgoing.isHttps());
        okhttp3.Call sent = (streaming ? client.streaming : client.unary).newCall(outgoing);
        sent.timeout().timeout(remaining.toNanos(), TimeUnit.NANOSECONDS);
        HttpExchange exchange = new HttpExchange(sent, transmission, limits, client::left);
        client.entered(exchange);
        exchange.cancelWith(request.cancellation());
        return exchange;
    }

    private void requireOpen() {
        if (closed) {
            throw new LLMException("the adapter has been closed");
        }
    }

    /** Ends the calls in flight and closes every connection. Idempotent. */
    @Override
    public void close() {
        closed = true;
        clients.forEach(Client::close);
    }

    /** How many clients are open; grows with the calls in flight. */
    int size() {
        return clients.size();
    }

    private Request outgoing(HttpCall call, LLMCall request, Transmission transmission) {
        try {
            HttpUrl url = urls.of(call.url());
            Request.Builder builder = new Request.Builder().url(url);
            builder.header("User-Agent", USER_AGENT);
            // So that a server whose provider is itself notices.
            builder.header(
                    "X-LLM-Connect-Hops", String.valueOf(request.context().hops() + 1));
            if (network.isTraced()) {
                request.record().traceparent().ifPresent(value -> builder.header(TraceContext.TRACEPARENT, value));
                request.context()
                        .trace()
                        .flatMap(TraceContext::tracestate)
                        .ifPresent(value -> builder.header(TraceContext.TRACESTATE, value));
            }
            call.headers().forEach(builder::header);
            network.proxyAuthorization(url).ifPresent(value -> builder.header("Proxy-Authorization", value));
            boolean empty = call.body().size() == 0;
            builder.method(call.method(), empty && call.method().equals("GET") ? null : new OutgoingBody(call.body()));
            return builder.tag(Transmission.class, transmission).build();
        } catch (IllegalArgumentException e) {
            // OkHttp's message may quote a header; only ours is passed on, and no cause.
            throw new LLMInvalidRequestException(
                    "the request cannot be sent: " + Redactor.redact(String.valueOf(e.getMessage())),
                    null,
                    ErrorDetails.none());
        }
    }

    private Client client(boolean secure) {
        for (Client client : clients) {
            if (client.secure == secure && client.tryEnter()) {
                return client;
            }
        }
        synchronized (clients) {
            for (Client client : clients) {
                if (client.secure == secure && client.tryEnter()) {
                    return client;
                }
            }
            Client client = new Client(limits, network, secure);
            client.tryEnter();
            clients.add(client);
            return client;
        }
    }

    private static String version() {
        String version = HttpClients.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }

    /** What all clients of the process share. */
    private static final class Shared {
        static final OkHttpClient BASE = new OkHttpClient.Builder()
                .socketFactory(new NoDelaySocketFactory())
                .followRedirects(false)
                .followSslRedirects(false)
                .fastFallback(false)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .eventListener(Transmission.LISTENER)
                .connectionSpecs(List.of(ConnectionSpec.CLEARTEXT))
                .build();
    }

    /** The set-up of TLS takes 100 ms and 5 MB, which a provider on the same machine need not cost. */
    private static final class Secure {
        static final OkHttpClient BASE = Shared.BASE
                .newBuilder()
                .connectionSpecs(List.of(ConnectionSpec.MODERN_TLS))
                .build();
    }

    private static final class Client {
        final boolean secure;
        final AtomicInteger inFlight = new AtomicInteger();
        final Set<HttpExchange> exchanges = ConcurrentHashMap.newKeySet();
        final OkHttpClient unary;
        final OkHttpClient streaming;

        Client(HttpLimits limits, Network network, boolean secure) {
            this.secure = secure;
            OkHttpClient.Builder base = (secure ? Secure.BASE : Shared.BASE).newBuilder();
            network.apply(base, secure);
            unary = base.connectTimeout(limits.connectTimeout())
                    .connectionPool(new ConnectionPool(CALLS_PER_CLIENT, KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS))
                    .dispatcher(new okhttp3.Dispatcher())
                    .build();
            streaming = unary.newBuilder().readTimeout(limits.idleTimeout()).build();
        }

        boolean tryEnter() {
            if (inFlight.get() >= CALLS_PER_CLIENT) {
                // With ten thousand calls in flight most clients are full, and looking costs less than trying.
                return false;
            }
            int before = inFlight.getAndUpdate(count -> count < CALLS_PER_CLIENT ? count + 1 : count);
            return before < CALLS_PER_CLIENT;
        }

        void entered(HttpExchange exchange) {
            exchanges.add(exchange);
        }

        void left(HttpExchange exchange) {
            exchanges.remove(exchange);
            if (exchange.distrusted()) {
                unary.connectionPool().evictAll();
            }
            inFlight.decrementAndGet();
        }

        void close() {
            exchanges.forEach(HttpExchange::cancel);
            unary.connectionPool().evictAll();
        }
    }
}
