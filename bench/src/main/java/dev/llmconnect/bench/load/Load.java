package dev.llmconnect.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Callers on keep-alive connections, all on one event loop of their own. When a call is made is up to the subclass; a
 * connection that breaks is made anew. Use: {@link #connect}, {@link #beginCounting}, {@link #endCounting}, close.
 */
// a write or close that fails ends in channelInactive, which is where it is counted
@SuppressWarnings("FutureReturnValueIgnored")
public abstract class Load implements AutoCloseable {
    private static final int CONNECTING_AT_ONCE = 200;
    private static final int RECONNECT_MILLIS = 20;

    private final ByteBuf request;
    private final int marks;
    private final boolean stamped;
    private final int connections;
    private final Hangups hangups;
    private final Random random = new Random(42);
    private final EventLoopGroup group = EventLoops.single("load");
    private final Bootstrap bootstrap;
    private final CountDownLatch connected;
    private final Set<CallConnection> open = new HashSet<>();

    private Supplier<NioSocketChannel> sockets = NioSocketChannel::new;
    private Tally tally = new Tally();
    private int running;
    private boolean stopping;

    Load(CallTemplate template, int connections, Hangups hangups) {
        request = Unpooled.directBuffer(template.request().length).writeBytes(template.request());
        marks = template.marks();
        stamped = template.stamped();
        this.connections = connections;
        this.hangups = hangups;
        connected = new CountDownLatch(connections);
        bootstrap = new Bootstrap()
                .group(group)
                .channelFactory(() -> sockets.get())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 20_000)
                .remoteAddress(template.address())
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        CallConnection connection = new CallConnection(Load.this, channel);
                        open.add(connection);
                        channel.pipeline().addLast(new HttpResponseDecoder(4096, 16384, 65536), connection);
                    }
                });
    }

    /** A connection that could carry a call now. */
    abstract void idle(CallConnection connection);

    /** The bytes of one call, to be sent by whoever takes them. */
    ByteBuf request() {
        return request.retainedDuplicate();
    }

    /** How many pieces of content a whole answer has. */
    int marks() {
        return marks;
    }

    /** Whether these say when the provider wrote them. */
    boolean stamped() {
        return stamped;
    }

    boolean stopping() {
        return stopping;
    }

    EventLoopGroup group() {
        return group;
    }

    /** Lets the peer send little ahead of what is read, on connections made from now on; see {@link NarrowSocket}. */
    public void narrow() {
        sockets = NarrowSocket::open;
    }

    /** Makes all connections; calls begin as the subclass says. */
    public void connect() throws InterruptedException {
        for (int begun = 0; begun < connections; begun++) {
            while (begun - (connections - connected.getCount()) >= CONNECTING_AT_ONCE) {
                Thread.sleep(1);
            }
            openOne(true);
        }
        if (!connected.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException(connected.getCount() + " of " + connections + " connections not made");
        }
    }

    private void openOne(boolean first) {
        bootstrap.connect().addListener((ChannelFuture future) -> {
            if (first) {
                connected.countDown();
            }
            if (!future.isSuccess()) {
                tally.ended(0, 0, "connect failed");
                reopenLater();
            }
        });
    }

    private void reopenLater() {
        if (!stopping) {
            group.schedule(() -> openOne(false), RECONNECT_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Starts one call, whose time counts from the instant given. */
    final void send(CallConnection connection, long startedAt) {
        running++;
        connection.send(startedAt);
        int leaveAfter = hangups.next(random);
        if (leaveAfter >= 0) {
            group.schedule(() -> connection.hangUp(startedAt), leaveAfter, TimeUnit.MILLISECONDS);
        }
    }

    final void ended(long startedAt, long firstTokenAt, @Nullable String failure) {
        running--;
        tally.ended(startedAt, firstTokenAt, failure);
    }

    final void arrived(long nanosOnTheWay, boolean first) {
        tally.arrived(nanosOnTheWay, first);
    }

    final void hungUp() {
        running--;
        tally.hungUp();
    }

    void disconnected(CallConnection connection) {
        open.remove(connection);
        reopenLater();
    }

    /** Forgets what was counted, and counts from now. */
    public void beginCounting() {
        onLoop(() -> tally = new Tally());
    }

    /** What was counted so far. */
    public LoadResult endCounting() {
        return onLoop(tally::result);
    }

    /** Lets no new call begin and waits for those that run; returns how many were left without an end. */
    public int drain(Duration patience) throws InterruptedException {
        onLoop(() -> stopping = true);
        long deadline = System.nanoTime() + patience.toNanos();
        while (onLoop(() -> running) > 0 && System.nanoTime() < deadline) {
            Thread.sleep(5);
        }
        return onLoop(() -> running);
    }

    /** Stops or goes on reading on every connection. */
    public void reading(boolean on) {
        onLoop(() -> {
            open.forEach(connection -> connection.reading(on));
            return on;
        });
    }

    /** Closes all connections; calls still running are cut. */
    @Override
    public void close() {
        onLoop(() -> {
            stopping = true;
            Set.copyOf(open).forEach(CallConnection::close);
            return true;
        });
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
        request.release();
    }

    final <T> T onLoop(Callable<T> action) {
        try {
            return group.submit(action).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
