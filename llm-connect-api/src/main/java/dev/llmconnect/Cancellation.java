package dev.llmconnect;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a caller who has gone away triggers, so that nobody pays for an answer no one reads.
 *
 * <p>Whoever does work for a call registers how to stop it with {@link #onCancel}; whoever notices that the caller has left
 * calls {@link #cancel()}. Thread-safe; cancelling twice is the same as once.
 */
public final class Cancellation {
    private static final Logger LOG = System.getLogger(Cancellation.class.getName());

    private final Object lock = new Object();
    private final Set<Registration> registrations = new LinkedHashSet<>();
    private boolean cancelled;

    /** A new, untriggered cancellation. */
    public Cancellation() {}

    /** Whether {@link #cancel()} has been called. */
    public boolean isCancelled() {
        synchronized (lock) {
            return cancelled;
        }
    }

    /** Runs every registered action once, on this thread. An action that throws is logged and hinders no other. */
    public void cancel() {
        List<Registration> toRun;
        synchronized (lock) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            toRun = new ArrayList<>(registrations);
            registrations.clear();
        }
        toRun.forEach(Registration::run);
    }

    /**
     * Registers an action; when the call is cancelled already it runs at once, on this thread.
     *
     * @return closes to forget the action, which must be done when the work has ended
     */
    public Registration onCancel(Runnable action) {
        Registration registration = new Registration(action);
        synchronized (lock) {
            if (!cancelled) {
                registrations.add(registration);
                return registration;
            }
        }
        registration.run();
        return registration;
    }

    /**
     * Ends the work of a call whose caller has gone.
     *
     * @throws LLMCancelledException when cancelled
     */
    public void throwIfCancelled() {
        if (isCancelled()) {
            throw new LLMCancelledException("the caller has gone away");
        }
    }

    /** One registered action; closing it forgets the action. */
    public final class Registration implements AutoCloseable {
        private final Runnable action;

        private Registration(Runnable action) {
            this.action = action;
        }

        private void run() {
            try {
                action.run();
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "an action on cancellation failed", e);
            }
        }

        @Override
        public void close() {
            synchronized (lock) {
                registrations.remove(this);
            }
        }
    }
}
