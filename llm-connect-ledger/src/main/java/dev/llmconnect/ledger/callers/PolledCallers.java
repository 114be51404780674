package dev.llmconnect.ledger.callers;

import dev.llmconnect.LLMException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** What a source that cannot be asked for every call said last. Thread-safe. */
final class PolledCallers {
    private static final Logger LOG = System.getLogger(PolledCallers.class.getName());

    private final CallerSource source;
    private volatile CallerFile content = CallerFile.empty();
    private volatile boolean known;
    private String text = "";
    private boolean failing;

    PolledCallers(CallerSource source) {
        this.source = source;
    }

    CallerFile get() {
        return content;
    }

    /** Whether the source could be read at least once. */
    boolean isKnown() {
        return known;
    }

    /** Asks the source. One that cannot be read or is wrong changes nothing, and one line in the log says why. */
    synchronized void refresh() {
        try {
            String now = source.read();
            if (!known || !now.equals(text)) {
                content = now.isBlank() ? CallerFile.empty() : CallerFile.parse(source.description(), now);
                text = now;
                known = true;
            }
            failing = false;
        } catch (LLMException e) {
            if (!failing) {
                failing = true;
                LOG.log(Level.WARNING, "{0} go on to hold as they were: {1}", source.description(), e.getMessage());
            }
        }
    }
}
