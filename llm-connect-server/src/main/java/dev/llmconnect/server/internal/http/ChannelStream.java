package dev.llmconnect.server.internal.http;

import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.Ticker;
import dev.llmconnect.server.ServerLimits;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A streaming answer on its way: the writer waits while more than Netty's high-water mark is unsent, and while the writer is silent
 * the client gets a sign of life now and then.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel, and that is noticed
final class ChannelStream implements ResponseStream {
    private final Channel channel;
    private final ServerLimits limits;
    private final Ticker ticker;
    private final byte[] ping;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile long lastWrite;
    private volatile boolean ended;

    /** @param ping what the client gets when the writer has been silent for long */
    ChannelStream(Channel channel, ServerLimits limits, Ticker ticker, byte[] ping) {
        this.channel = channel;
        this.limits = limits;
        this.ticker = ticker;
        this.ping = ping;
        this.lastWrite = ticker.nanos();
    }

    @Override
    public void write(byte[] bytes) {
        awaitRoom();
        lastWrite = ticker.nanos();
        channel.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(bytes)));
    }

    /** Takes nothing any more, and sends no ping. */
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
            channel.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(ping)));
        }
        ping(interval);
    }

    private void awaitRoom() {
        long left = limits.stallTime().toNanos();
        lock.lock();
        try {
            while (!channel.isWritable() && channel.isActive() && !ended) {
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
        if (!channel.isActive() || ended) {
            throw new LLMCancelledException("the client has gone");
        }
    }
}
