package dev.llmconnect.server.internal.http;

import dev.llmconnect.Cancellation;
import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.Ticker;
import dev.llmconnect.server.ServerLimits;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A streaming answer on its way: the writer waits while more than Netty's high-water mark is unsent, and while the writer is silent
 * the client gets a comment line now and then.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel, and that is noticed
final class ChannelStream implements ResponseStream {
    private static final byte[] PING = ": ping\n\n".getBytes(StandardCharsets.UTF_8);

    private final Channel channel;
    private final ServerLimits limits;
    private final Cancellation cancellation;
    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile long lastWrite;
    private volatile boolean ended;

    ChannelStream(Channel channel, ServerLimits limits, Cancellation cancellation, Ticker ticker) {
        this.channel = channel;
        this.limits = limits;
        this.cancellation = cancellation;
        this.ticker = ticker;
        this.lastWrite = ticker.nanos();
    }

    @Override
    public void write(byte[] bytes) {
        awaitRoom();
        lastWrite = ticker.nanos();
        channel.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(bytes)));
    }

    /** No ping after this. */
    void end() {
        ended = true;
    }

    /** Lets the writer look again. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Begins to watch for silence; on the event loop. */
    void startPings() {
        ping(limits.pingInterval().toNanos());
    }

    private void ping(long delay) {
        channel.eventLoop().schedule(this::pingIfSilent, delay, TimeUnit.NANOSECONDS);
    }

    private void pingIfSilent() {
        if (ended || !channel.isActive()) {
            return;
        }
        long interval = limits.pingInterval().toNanos();
        long silent = ticker.nanos() - lastWrite;
        if (silent < interval) {
            ping(interval - silent);
            return;
        }
        if (channel.isWritable()) {
            lastWrite = ticker.nanos();
            channel.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(PING)));
        }
        ping(interval);
    }

    private void awaitRoom() {
        long left = limits.stallTime().toNanos();
        lock.lock();
        try {
            while (!channel.isWritable() && channel.isActive() && !cancellation.isCancelled()) {
                if (left <= 0) {
                    channel.close();
                    break;
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LLMCancelledException("the server is shutting down");
        } finally {
            lock.unlock();
        }
        if (!channel.isActive() || cancellation.isCancelled()) {
            throw new LLMCancelledException("the client has gone");
        }
    }
}
