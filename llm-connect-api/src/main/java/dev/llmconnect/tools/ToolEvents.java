package dev.llmconnect.tools;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;

/** Notifies an observer and logs its exceptions. */
final class ToolEvents {
    private static final Logger LOG = System.getLogger(ToolRunner.class.getName());

    private final ToolObserver observer;

    private ToolEvents(ToolObserver observer) {
        this.observer = observer;
    }

    static ToolEvents to(ToolObserver observer) {
        return new ToolEvents(observer);
    }

    void tell(Consumer<ToolObserver> event) {
        try {
            event.accept(observer);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "an observer of tools failed", e);
        }
    }
}
