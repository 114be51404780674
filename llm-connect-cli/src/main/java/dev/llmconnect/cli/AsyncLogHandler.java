package dev.llmconnect.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.ErrorManager;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * Writes lines of the log with a thread of its own, many at once, some {@value #GATHER_MILLIS} ms after they were logged. Handlers that
 * let each call write its own line make calls wait for each other, which took a quarter of the time of a small call.
 *
 * <p>{@link #publish} never waits. While {@value #MAX_BYTES} bytes are waiting, because nobody reads the stream, further lines are dropped,
 * and one line tells how many as soon as there is room. {@link #flush} waits until the lines so far have been written, for a second at
 * most: it is called at the end of the process, which a stream that nobody reads must not delay.
 */
final class AsyncLogHandler extends Handler {
    static final int MAX_BYTES = 4 << 20;
    static final Duration FLUSH_TIMEOUT = Duration.ofSeconds(1);

    private static final int GATHER_MILLIS = 1;
    /** More lines than this are written one after the other, in bytes. */
    private static final int MAX_WRITE_BYTES = 64 << 10;

    private final OutputStream out;
    private final Charset charset;
    private final Queue<byte[]> lines = new ConcurrentLinkedQueue<>();
    private final Semaphore room = new Semaphore(MAX_BYTES);
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final ByteArrayOutputStream batch = new ByteArrayOutputStream();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition progress = lock.newCondition();
    /** Lines that have been written or have failed; guarded by the lock. */
    private long written;

    private final Thread writer = new Thread(this::write, "llm-connect-log");
    private volatile boolean idle;
    private volatile boolean closed;

    AsyncLogHandler(OutputStream out, Formatter formatter) {
        this(out, formatter, Charset.defaultCharset());
    }

    AsyncLogHandler(OutputStream out, Formatter formatter, Charset charset) {
        this.out = out;
        this.charset = charset;
        setFormatter(formatter);
        writer.setDaemon(true);
        writer.start();
    }

    @Override
    public void publish(LogRecord event) {
        if (!isLoggable(event)) {
            return;
        }
        byte[] line = bytes(event);
        if (!room.tryAcquire(weight(line))) {
            dropped.incrementAndGet();
            return;
        }
        accepted.incrementAndGet();
        lines.add(line);
        if (idle) {
            LockSupport.unpark(writer);
        }
    }

    private byte[] bytes(LogRecord event) {
        return getFormatter().format(event).getBytes(charset);
    }

    private static int weight(byte[] line) {
        return Math.min(line.length, MAX_BYTES);
    }

    private void write() {
        while (!closed || !lines.isEmpty()) {
            writeLines();
            // Lines that come soon after each other share a write.
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(GATHER_MILLIS));
            idle = true;
            if (lines.isEmpty() && !closed) {
                LockSupport.park(this);
            }
            idle = false;
        }
    }

    private void writeLines() {
        long count = 0;
        for (byte[] line = lines.poll(); line != null; line = lines.poll()) {
            batch.writeBytes(line);
            room.release(weight(line));
            count++;
            if (batch.size() >= MAX_WRITE_BYTES) {
                writeBatch(count, 0);
                count = 0;
            }
        }
        long lost = dropped.get();
        if (lost > 0) {
            batch.writeBytes(
                    bytes(new LogRecord(Level.WARNING, lost + " lines of the log were dropped: nobody read it")));
        }
        writeBatch(count, lost);
    }

    private void writeBatch(long count, long lost) {
        try {
            if (batch.size() > 0) {
                batch.writeTo(out);
                out.flush();
            }
        } catch (IOException e) {
            reportError(null, e, ErrorManager.WRITE_FAILURE);
        } finally {
            batch.reset();
            lock.lock();
            try {
                written += count;
                dropped.addAndGet(-lost);
                progress.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Waits until every line so far has been written, for {@link #FLUSH_TIMEOUT} at most. */
    @Override
    public void flush() {
        long wanted = accepted.get();
        long left = FLUSH_TIMEOUT.toNanos();
        LockSupport.unpark(writer);
        lock.lock();
        try {
            while ((written < wanted || dropped.get() > 0) && left > 0) {
                left = progress.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the thread once it has written what is there; waits as {@link #flush} does. The stream stays open. */
    @Override
    public void close() {
        closed = true;
        flush();
    }
}
