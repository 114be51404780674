package dev.llmconnect.ledger.callers;

import dev.llmconnect.LLMException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Last content of a source that is too slow to read for every call. Thread-safe. */
final class PolledCallers {
    private static final Logger LOG = System.getLogger(PolledCallers.class.getName());

    private final CallerSource source;
    private volatile CallerFile content = CallerFile.empty();
    private volatile boolean known;
    private String version = "";
    private boolean failing;

    PolledCallers(CallerSource source) {
        this.source = source;
    }

    CallerFile get() {
        return content;
    }

    /** Whether the source has been read at least once. */
    boolean isKnown() {
        return known;
    }

    /** Reads the source. A source that is unavailable or invalid is logged and changes nothing. */
    synchronized void refresh() {
        try {
            // Asked before the text: a change between the two is read again next time.
            String now = source.version();
            if (!known || !now.equals(version)) {
                String text = source.read();
                content = text.isBlank() ? CallerFile.empty() : CallerFile.parse(source.description(), text);
                version = now;
                known = true;
            }
            failing = false;
        } catch (LLMException e) {
            if (!failing) {
                failing = true;
                LOG.log(
                        Level.WARNING,
                        "{0} were not reloaded, and the previous ones stay in use: {1}",
                        source.description(),
                        e.getMessage());
            }
        }
    }
}
