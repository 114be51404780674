package dev.llmconnect.server;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;

/** Everything that is logged under {@code dev.llmconnect.server} while it is open. */
final class LogLines implements AutoCloseable {
    private final Logger logger = Logger.getLogger("dev.llmconnect.server");
    private final Level before = logger.getLevel();
    private final Queue<LogRecord> records = new ConcurrentLinkedQueue<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            records.add(line);
            synchronized (records) {
                records.notifyAll();
            }
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    };

    LogLines() {
        // The lines of earlier tests' calls come some milliseconds after their answers.
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(30));
        logger.setLevel(Level.ALL);
        handler.setLevel(Level.ALL);
        logger.addHandler(handler);
    }

    /** The lines of calls. */
    List<String> calls() {
        return records.stream()
                .filter(line -> line.getLoggerName().equals("dev.llmconnect.server.calls"))
                .map(new SimpleFormatter()::formatMessage)
                .toList();
    }

    /** The names and values of the only call, once it is there. */
    Map<?, ?> awaitFields() {
        awaitCalls(1);
        LogRecord line = records.stream()
                .filter(event -> event.getLoggerName().equals("dev.llmconnect.server.calls"))
                .findFirst()
                .orElseThrow();
        return (Map<?, ?>) line.getParameters()[0];
    }

    /** The line of the call with that id, once it is there. */
    String awaitCall(String id) {
        return awaitCallWith(" id=" + id + " ");
    }

    /** The first line of a call that contains all of that, once it is there; lines of earlier tests' calls may still come before it. */
    String awaitCallWith(String... parts) {
        for (int count = 1; ; count++) {
            for (String line : awaitCalls(count)) {
                if (Stream.of(parts).allMatch(line::contains)) {
                    return line;
                }
            }
        }
    }

    /** The lines of calls, once there are that many. */
    List<String> awaitCalls(int count) {
        long end = System.nanoTime() + 20_000_000_000L;
        synchronized (records) {
            while (calls().size() < count) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new AssertionError(count + " calls expected, logged: " + calls());
                }
                try {
                    records.wait(left);
                } catch (InterruptedException e) {
                    throw new AssertionError("interrupted", e);
                }
            }
        }
        return calls();
    }

    /** The first line, of whatever kind, that contains this, once it is there. */
    String await(String part) {
        long end = System.nanoTime() + 20_000_000_000L;
        synchronized (records) {
            while (true) {
                for (String line : all()) {
                    if (line.contains(part)) {
                        return line;
                    }
                }
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new AssertionError(part + " expected, logged: " + all());
                }
                try {
                    records.wait(left);
                } catch (InterruptedException e) {
                    throw new AssertionError("interrupted", e);
                }
            }
        }
    }

    /** Every line, of whatever level. */
    List<String> all() {
        return records.stream().map(line -> new SimpleFormatter().format(line)).toList();
    }

    @Override
    public void close() {
        logger.removeHandler(handler);
        logger.setLevel(before);
    }
}
