package dev.llmconnect.cli;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Keeps what our loggers say until it is closed. */
final class LogLines extends Handler implements AutoCloseable {
    private static final Logger OURS = Logger.getLogger("dev.llmconnect");

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final SimpleFormatter formatter = new SimpleFormatter();

    LogLines() {
        OURS.setUseParentHandlers(false);
        OURS.addHandler(this);
    }

    List<String> list() {
        return lines;
    }

    @Override
    public void publish(LogRecord line) {
        lines.add(formatter.formatMessage(line));
    }

    @Override
    public void flush() {
        // Nothing is held back.
    }

    @Override
    public void close() {
        OURS.removeHandler(this);
        OURS.setUseParentHandlers(true);
    }
}
