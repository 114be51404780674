package dev.llmconnect.cli;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Counts the lines {@code call id=…} of the server's log, and keeps the console free of them and of what policies say meanwhile. */
final class CallLines extends Handler implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final LongAdder lines = new LongAdder();
    private final Logger calls = Logger.getLogger("dev.llmconnect.server.calls");
    private final List<Logger> quiet =
            List.of(calls, Logger.getLogger("dev.llmconnect.profiles"), Logger.getLogger("dev.llmconnect.providers"));

    CallLines() {
        quiet.forEach(logger -> logger.setUseParentHandlers(false));
        calls.addHandler(this);
    }

    /** How many there are, as soon as there are so many: a line is written after its call's answer. */
    long awaitCount(long expected) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (lines.sum() < expected && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        return lines.sum();
    }

    @Override
    public void publish(LogRecord line) {
        if (line.getLevel().equals(Level.INFO)
                && String.valueOf(line.getParameters()[0]).startsWith("call id=")) {
            lines.increment();
        }
    }

    @Override
    public void flush() {
        // Nothing is held back.
    }

    @Override
    public void close() {
        calls.removeHandler(this);
        quiet.forEach(logger -> logger.setUseParentHandlers(true));
    }
}
