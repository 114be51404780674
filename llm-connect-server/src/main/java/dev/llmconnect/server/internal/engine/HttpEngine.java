package dev.llmconnect.server.internal.engine;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.Ticker;
import dev.llmconnect.internal.MemoryBudget;
import dev.llmconnect.server.ServerLimits;
import dev.llmconnect.server.internal.call.CallGate;
import dev.llmconnect.server.internal.call.CallThreads;
import dev.llmconnect.server.internal.http.OriginPolicy;
import dev.llmconnect.server.internal.http.RequestIds;
import dev.llmconnect.server.internal.tls.ServerTls;
import dev.llmconnect.server.metrics.Metric;
import dev.llmconnect.server.metrics.MetricSink;
import dev.llmconnect.server.metrics.MetricSource;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** Speaks HTTP/1.1 on a socket and hands complete requests to endpoints. Thread-safe; used once. */
@SuppressWarnings("FutureReturnValueIgnored") // the sweep ends with its loop
public final class HttpEngine implements MetricSource {
    private static final Logger LOG = System.getLogger(HttpEngine.class.getName());
    /** The kernel cuts it down to its own maximum; a short one makes a rush of clients wait for seconds. */
    private static final int BACKLOG = 4096;

    private static final int LOOPS = Math.max(2, Runtime.getRuntime().availableProcessors());
    /** What of a stream may wait for its client, in bytes and Netty's idea of what a write costs; the objects take some times as much. */
    private static final int HIGH_WATER = 32 << 10;

    private static final int LOW_WATER = HIGH_WATER / 2;
    /** As much as Netty reads at a time; its own default takes that apart again. */
    private static final int MAX_CHUNK_BYTES = 64 << 10;

    /** Then the other clients of the loop have their turn; with Netty's 16 they wait until 1 MB has been read. */
    private static final int READS_PER_TURN = 4;

    private static final int POOL_PAGE = 8 << 10;
    /** The pool takes 1 MB of the system at a time: of 2 to the power of this so many pages. */
    private static final int POOL_ORDER = 7;

    /** Time for cancelled calls to end. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);

    /** Interval between deadline sweeps; a timer for each call would wake its event loop. */
    private static final long SWEEP_INTERVAL_MILLIS = 250;

    /** Interval between looks whether a certificate has been renewed. */
    private static final long TLS_CHECK_INTERVAL_MILLIS = 1000;

    private final ServerLimits limits;
    private final MemoryBudget budget;
    private final CallGate<Exchange> gate;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final ExecutorService calls;
    private final ExecutorService largeCalls;
    private final EventLoopGroup loops;
    private final Channel acceptor;
    private final SocketAddress address;

    private HttpEngine(EngineConfig config, ExecutorService calls, ExecutorService largeCalls) {
        this.calls = calls;
        this.largeCalls = largeCalls;
        OriginPolicy origins = config.origins();
        limits = config.limits();
        SocketAddress wanted = config.address();
        budget = budget(limits);
        gate = new CallGate<>(limits.maxConcurrentCalls());
        loops = eventLoops();
        ServerTls tls = config.tls() == null
                ? null
                : new ServerTls(config.tls(), limits.headerReadTimeout(), Clock.systemUTC());
        EngineParts parts = new EngineParts(
                limits,
                config.adapter(),
                config.routes(),
                config.apiKeys(),
                config.rateLimits(),
                origins,
                gate,
                budget,
                new BodyArrays(),
                calls,
                largeCalls,
                connections,
                config.observer(),
                new RequestIds(() -> UUID.randomUUID().toString()),
                Ticker.system(),
                Clock.systemUTC(),
                tls);
        ChannelFuture bound = bootstrap(parts, wanted).bind(wanted).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            stopThreads();
            throw new LLMConfigurationException(
                    "cannot listen on " + text(wanted) + ": " + bound.cause().getMessage());
        }
        acceptor = bound.channel();
        loops.next()
                .scheduleAtFixedRate(this::sweep, SWEEP_INTERVAL_MILLIS, SWEEP_INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
        address = acceptor.localAddress();
        if (tls != null) {
            loops.next()
                    .scheduleWithFixedDelay(
                            () -> calls.execute(tls::refresh),
                            TLS_CHECK_INTERVAL_MILLIS,
                            TLS_CHECK_INTERVAL_MILLIS,
                            TimeUnit.MILLISECONDS);
        }
        if (!config.isLoopback() && config.isOpen()) {
            LOG.log(
                    Level.WARNING,
                    "listening on {0} without authentication: every machine that can reach this address can make calls"
                            + " at your expense",
                    text(wanted));
        }
    }

    /** Deprecated in Netty 4.2, where it is the same as its successor, which Netty 4.1 lacks. */
    @SuppressWarnings("deprecation")
    private static EventLoopGroup eventLoops() {
        return new NioEventLoopGroup(LOOPS, new DefaultThreadFactory("llm-connect-http", false));
    }

    private static String text(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                ? inet.getHostString() + ":" + inet.getPort()
                : "unix:" + address;
    }

    /**
     * A new engine that accepts connections.
     *
     * @throws LLMConfigurationException when the address is not available, or an allowed host or origin is malformed
     */
    public static HttpEngine start(EngineConfig config) {
        ExecutorService calls = CallThreads.executor();
        return start(config, calls, CallThreads.largeBodyExecutor(calls));
    }

    /** As above, with the threads of calls and of those with a large body; closed with the engine. */
    static HttpEngine start(EngineConfig config, ExecutorService calls, ExecutorService largeCalls) {
        return new HttpEngine(config, calls, largeCalls);
    }

    /** By default that of the process, which the answers of providers count in as well. */
    private static MemoryBudget budget(ServerLimits limits) {
        MemoryBudget shared = MemoryBudget.shared();
        return limits.maxBufferedBytes() == shared.limit() ? shared : new MemoryBudget(limits.maxBufferedBytes());
    }

    /** Where it listens. */
    public SocketAddress address() {
        return address;
    }

    /** Goes on accepting calls, and closes each connection after its next response. */
    public void announceDrain() {
        gate.announceDrain();
    }

    @Override
    public void collect(MetricSink sink) {
        sink.add(Metric.CONNECTIONS, connections.size());
        sink.add(Metric.CONNECTIONS_LIMIT, limits.maxConnections());
        sink.add(Metric.CALLS_LIMIT, limits.maxConcurrentCalls());
        sink.add(Metric.BUFFERED, (double) Math.max(0, budget.held()));
        sink.add(Metric.BUFFERED_LIMIT, (double) budget.limit());
        sink.add(Metric.DRAINING, gate.closesConnections() ? 1 : 0);
    }

    /** Accepts nothing more, lets running calls end for as long as the limits say, cancels the rest, and ends every thread. */
    public void close() {
        acceptor.close().awaitUninterruptibly();
        gate.drain();
        connections.forEach(Connection::closeIfIdle);
        if (!gate.awaitAnswers(limits.drainTimeout())) {
            gate.unanswered().forEach(Exchange::shutDown);
            gate.awaitAnswers(STOP_TIMEOUT);
        }
        connections.forEach(Connection::cut);
        stopThreads();
    }

    private void sweep() {
        long now = Ticker.system().nanos();
        gate.unanswered().forEach(exchange -> exchange.sweep(now));
    }

    private void stopThreads() {
        Future<?> loopsEnded = loops.shutdownGracefully(0, STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        try {
            // Cancelled calls have time to end before they are interrupted.
            largeCalls.shutdown();
            calls.shutdown();
            calls.awaitTermination(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            largeCalls.awaitTermination(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        calls.shutdownNow();
        largeCalls.shutdownNow();
        loopsEnded.awaitUninterruptibly();
    }

    /**
     * Netty's default gives the memory of a large read back after each, for which JDK 25 stops every thread: 20 times for a request of
     * 1 MB. This one keeps what it has.
     */
    private static PooledByteBufAllocator pool() {
        return new PooledByteBufAllocator(
                true,
                0,
                LOOPS,
                POOL_PAGE,
                POOL_ORDER,
                PooledByteBufAllocator.defaultSmallCacheSize(),
                PooledByteBufAllocator.defaultNormalCacheSize(),
                false);
    }

    private ServerBootstrap bootstrap(EngineParts parts, SocketAddress address) {
        boolean isTcp = address instanceof InetSocketAddress;
        HttpDecoderConfig config = new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.maxUrlBytes())
                .setMaxHeaderSize(limits.maxHeaderBytes())
                .setMaxChunkSize(MAX_CHUNK_BYTES);
        // Netty 4.1 and 4.2 have different names for the option.
        RecvByteBufAllocator reads = new AdaptiveRecvByteBufAllocator().maxMessagesPerRead(READS_PER_TURN);
        ServerBootstrap bootstrap = new ServerBootstrap();
        if (isTcp) {
            bootstrap.option(ChannelOption.SO_REUSEADDR, true).childOption(ChannelOption.TCP_NODELAY, true);
        }
        return bootstrap
                .group(loops)
                .channelFactory(isTcp ? NioServerSocketChannel::new : NioServerDomainSocketChannel::new)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.ALLOCATOR, pool())
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(LOW_WATER, HIGH_WATER))
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.config().setRecvByteBufAllocator(reads);
                        Connection connection = new Connection(parts, (DuplexChannel) channel, config);
                        if (parts.tls() != null) {
                            channel.pipeline().addLast(parts.tls().handler());
                        }
                        channel.pipeline()
                                .addLast(connection.decoder())
                                .addLast(new HttpResponseEncoder())
                                .addLast(connection);
                    }
                });
    }
}
