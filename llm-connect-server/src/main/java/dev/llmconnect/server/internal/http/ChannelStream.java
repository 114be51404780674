package dev.llmconnect.server.internal.http;

import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.Ticker;
import dev.llmconnect.server.ServerLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A streaming answer on its way: the writer waits while more than Netty's high-water mark is unsent, and while the writer is silent
 * the client gets a sign of life now and then.
 *
 * <p>Netty's encoder makes three buffers of a chunk, with a promise for each, which together are several times the size of an event;
 * so chunks are framed here and sent past it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel, and that is noticed
final class ChannelStream implements ResponseStream {
    private static final int LONGEST_FRAME = 12;

    private final Channel channel;
    private final ChannelHandlerContext encoder;
    private final boolean chunked;
    private final ServerLimits limits;
    private final Ticker ticker;
    private final byte[] ping;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile long lastWrite;
    private volatile boolean ended;
    private volatile @Nullable Future<?> nextPing;

    /**
     * @param encoder what has sent the head of the answer
     * @param chunked whether the head says so; to HTTP/1.0 it does not
     * @param ping what the client gets when the writer has been silent for long
     */
    ChannelStream(ChannelHandlerContext encoder, boolean chunked, ServerLimits limits, Ticker ticker, byte[] ping) {
        this.channel = encoder.channel();
        this.encoder = encoder;
        this.chunked = chunked;
        this.limits = limits;
        this.ticker = ticker;
        this.ping = ping;
        this.lastWrite = ticker.nanos();
    }

    @Override
    public void write(byte[] bytes) {
        awaitRoom();
        lastWrite = ticker.nanos();
        send(bytes);
    }

    private void send(byte[] bytes) {
        // A chunk without bytes would be the last one.
        if (bytes.length > 0) {
            encoder.writeAndFlush(chunked ? chunk(bytes) : Unpooled.wrappedBuffer(bytes), encoder.voidPromise());
        }
    }

    private static ByteBuf chunk(byte[] bytes) {
        ByteBuf chunk = Unpooled.buffer(bytes.length + LONGEST_FRAME);
        chunk.writeCharSequence(Integer.toHexString(bytes.length), StandardCharsets.US_ASCII);
        chunk.writeShort('\r' << 8 | '\n').writeBytes(bytes).writeShort('\r' << 8 | '\n');
        return chunk;
    }

    /** Takes nothing any more, and sends no ping. */
    void end() {
        ended = true;
        cancelPing();
    }

    private void cancelPing() {
        Future<?> waiting = nextPing;
        if (waiting != null) {
            waiting.cancel(false);
        }
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
        nextPing = channel.eventLoop().schedule(this::pingIfSilent, delay, TimeUnit.NANOSECONDS);
        if (ended) {
            cancelPing();
        }
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
            send(ping);
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
