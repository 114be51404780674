package dev.llmconnect.server.internal.engine;

import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.Ticker;
import dev.llmconnect.internal.MemoryBudget;
import dev.llmconnect.server.HttpOutput;
import dev.llmconnect.server.ServerLimits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The body of a streaming response. The first bytes commit the response; the writer blocks while more than Netty's high-water mark is
 * unsent, or anything is while the memory for all calls is used up; a ping is sent after each interval of silence, the first one commits the response too.
 *
 * <p>What is written before the event loop gets to it goes in one chunk and one system call. Nothing waits for more to come.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel, which is noticed
final class ChannelOutput implements HttpOutput {
    private static final System.Logger LOG = System.getLogger(ChannelOutput.class.getName());
    /** Interval at which a writer that waits for memory checks again. */
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Channel channel;
    private final ChannelHandlerContext encoder;
    private final ServerLimits limits;
    private final MemoryBudget budget;
    private final Ticker ticker;
    private final byte[] ping;
    private final Predicate<ChannelOutput> commit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long lastWrite;
    /** Guarded by the lock, as is whether the event loop has been told to send it. */
    private final PendingBytes pending;

    private boolean flushing;
    private boolean committed;
    private volatile boolean ended;
    private volatile @Nullable Future<?> nextPing;
    /** What of the budget is taken for bytes that have not been sent. */
    private final AtomicLong charged = new AtomicLong();

    /**
     * @param encoder what sends the head of the response
     * @param chunked whether the head announces chunks, which HTTP/1.0 does not know
     * @param ping what is sent after an interval of silence
     * @param commit writes the head, which is sent with what follows; {@code false} when the exchange has been answered otherwise
     */
    ChannelOutput(
            ChannelHandlerContext encoder,
            boolean chunked,
            ServerLimits limits,
            MemoryBudget budget,
            Ticker ticker,
            byte[] ping,
            Predicate<ChannelOutput> commit) {
        this.channel = encoder.channel();
        this.encoder = encoder;
        this.pending = new PendingBytes(chunked);
        this.limits = limits;
        this.budget = budget;
        this.ticker = ticker;
        this.ping = ping;
        this.commit = commit;
        this.lastWrite = ticker.nanos();
    }

    @Override
    public void write(byte[] bytes) {
        commit();
        awaitRoom();
        send(bytes);
    }

    /**
     * Sends the head unless it has been sent.
     *
     * @throws LLMCancelledException when the exchange has been answered otherwise
     */
    void commit() {
        lock.lock();
        try {
            lastWrite = ticker.nanos();
            if (!isCommitted()) {
                throw clientGone();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Holding the lock. */
    private boolean isCommitted() {
        if (!committed) {
            committed = commit.test(this);
            if (committed) {
                flushSoon();
            }
        }
        return committed;
    }

    private static LLMCancelledException clientGone() {
        return new LLMCancelledException("the client disconnected");
    }

    private void send(byte[] bytes) {
        // An empty chunk would end the body.
        if (bytes.length > 0) {
            lock.lock();
            try {
                charge(unsent() + bytes.length);
                pending.add(bytes);
                flushSoon();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Holding the lock. */
    private void flushSoon() {
        if (flushing) {
            return;
        }
        flushing = true;
        try {
            channel.eventLoop().execute(this::flush);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "a stream went on after the server had closed");
            throw clientGone();
        }
    }

    /** On the event loop. */
    private void flush() {
        List<ByteBuf> frames;
        lock.lock();
        try {
            flushing = false;
            frames = pending.take();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        frames.forEach(frame -> encoder.write(frame, encoder.voidPromise()));
        encoder.flush();
    }

    /** Counts what will be unsent, from some size on: most streams have nothing unsent most of the time. */
    private void charge(long bytes) {
        long now = bytes <= MemoryBudget.UNCOUNTED_BYTES ? 0 : bytes;
        long before = charged.getAndSet(now);
        if (now > before) {
            budget.charge(now - before);
        } else if (now < before) {
            budget.give(before - now);
        }
    }

    /** Everything has been sent, or will not be. */
    void release() {
        charge(0);
    }

    private long unsent() {
        ChannelOutboundBuffer written = channel.unsafe().outboundBuffer();
        return pending.size() + (written == null ? 0 : written.totalPendingWriteBytes());
    }

    /** What the client has not read fills the connection, or the memory for all calls. Holding the lock. */
    private boolean isFull() {
        return !channel.isWritable()
                || pending.size() > channel.config().getWriteBufferHighWaterMark()
                || (budget.isOverdrawn() && unsent() > MemoryBudget.UNCOUNTED_BYTES);
    }

    /** Accepts nothing further and sends no ping. */
    void end() {
        ended = true;
        cancelPing();
        if (!channel.isActive()) {
            release();
        }
    }

    private void cancelPing() {
        Future<?> waiting = nextPing;
        if (waiting != null) {
            waiting.cancel(false);
        }
    }

    /** Wakes the writer up to check for room again. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Starts the interval of the first ping; on the event loop. */
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
        lock.lock();
        try {
            long silent = ticker.nanos() - lastWrite;
            if (silent < interval) {
                ping(interval - silent);
            } else if (isCommitted()) {
                lastWrite = ticker.nanos();
                if (channel.isWritable()) {
                    send(ping);
                }
                ping(interval);
            }
        } finally {
            lock.unlock();
        }
    }

    private void awaitRoom() {
        long left = limits.writeTimeout().toNanos();
        lock.lock();
        try {
            while (isFull() && channel.isActive() && !ended) {
                if (left <= 0) {
                    LOG.log(
                            Level.INFO,
                            "a stream is cut: its client has read nothing for {0} s",
                            limits.writeTimeout().toSeconds());
                    channel.close();
                    break;
                }
                long wait = Math.min(left, POLL_NANOS);
                left -= wait - Math.max(0, changed.awaitNanos(wait));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LLMCancelledException("the server is shutting down");
        } finally {
            lock.unlock();
        }
        if (!channel.isActive() || ended) {
            throw clientGone();
        }
    }
}
