package dev.llmconnect.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.ErrorManager;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

/**
 * Writes lines of the log with a thread of its own, many at once. A handler that lets each call write its own line makes calls wait for
 * each other, which took a quarter of the time of a small call.
 *
 * <p>A line is written some {@value #GATHER_MILLIS} ms later. What waits to be written is bounded: when {@value #MAX_BYTES} bytes are
 * waiting, because nobody reads the stream, callers wait too. Nothing is lost when the process ends in order: from {@link #close()} on,
 * which the JDK calls as soon as it is told to end, every line is written before {@link #publish} returns.
 */
final class AsyncLogHandler extends Handler {
    static final int MAX_BYTES = 4 << 20;
    private static final int GATHER_MILLIS = 1;
    /** More lines than this are written one after the other, in bytes. */
    private static final int LARGEST_WRITE = 64 << 10;

    private final OutputStream out;
    private final Queue<byte[]> lines = new ConcurrentLinkedQueue<>();
    private final Semaphore room = new Semaphore(MAX_BYTES);
    private final ReentrantLock writing = new ReentrantLock();
    private final ByteArrayOutputStream batch = new ByteArrayOutputStream();
    private final Thread writer = new Thread(this::write, "llm-connect-log");
    private volatile boolean idle;
    private volatile boolean closed;

    AsyncLogHandler(OutputStream out, Formatter formatter) {
        this.out = out;
        setFormatter(formatter);
        writer.setDaemon(true);
        writer.start();
    }

    @Override
    public void publish(LogRecord event) {
        if (!isLoggable(event)) {
            return;
        }
        byte[] line = getFormatter().format(event).getBytes(Charset.defaultCharset());
        room.acquireUninterruptibly(weight(line));
        lines.add(line);
        // In this order: whoever closes looks at the lines after it has set the mark.
        if (closed) {
            flush();
        } else if (idle) {
            LockSupport.unpark(writer);
        }
    }

    private static int weight(byte[] line) {
        return Math.min(line.length, MAX_BYTES);
    }

    private void write() {
        while (!closed) {
            flush();
            // Lines that come soon after each other share a write.
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(GATHER_MILLIS));
            idle = true;
            if (lines.isEmpty() && !closed) {
                LockSupport.park(this);
            }
            idle = false;
        }
    }

    /** Writes what is waiting. */
    @Override
    public void flush() {
        writing.lock();
        try {
            for (byte[] line = lines.poll(); line != null; line = lines.poll()) {
                batch.writeBytes(line);
                room.release(weight(line));
                if (batch.size() >= LARGEST_WRITE) {
                    writeBatch();
                }
            }
            writeBatch();
        } finally {
            writing.unlock();
        }
    }

    private void writeBatch() {
        try {
            if (batch.size() > 0) {
                batch.writeTo(out);
                out.flush();
            }
        } catch (IOException e) {
            reportError(null, e, ErrorManager.WRITE_FAILURE);
        } finally {
            batch.reset();
        }
    }

    /** From now on each line is written at once; the stream stays open. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(writer);
        flush();
    }
}
