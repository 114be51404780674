package dev.llmconnect.fuzz;

import dev.llmconnect.Redactor;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/** Looks for what no log may hold: stack traces, since each is an error that nobody foresaw. Thread-safe. */
final class LogWatch extends Handler {
    private final Logger ours = Logger.getLogger("dev.llmconnect");
    private final SimpleFormatter formatter = new SimpleFormatter();
    private volatile @Nullable String found;

    LogWatch() {
        ours.setUseParentHandlers(false);
        ours.addHandler(this);
    }

    /**
     * Says what was found since the last time.
     *
     * @throws Finding if anything was
     */
    void check() {
        String what = found;
        if (what != null) {
            found = null;
            throw new Finding("the log has: " + what);
        }
    }

    @Override
    public void publish(LogRecord event) {
        String message = formatter.formatMessage(event);
        if (event.getThrown() != null
                || message.contains("\n    at ")
                || event.getLevel().intValue() >= Level.SEVERE.intValue()) {
            found = message + " " + event.getThrown();
        }
        // The call log redacts its fields itself; what others say is redacted by the formatter.
        if (Redactor.redact(message).contains(Mutator.KEY)) {
            found = "a credential: " + message;
        }
    }

    @Override
    public void flush() {
        // Nothing is held back.
    }

    @Override
    public void close() {
        ours.removeHandler(this);
        ours.setUseParentHandlers(true);
    }
}
