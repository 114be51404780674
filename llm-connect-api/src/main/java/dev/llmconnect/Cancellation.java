package dev.llmconnect;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Cancels the work of a call whose caller has left, so that no unread answer is paid for.
 *
 * <p>Code that works for a call registers with {@link #onCancel} how to stop; code that detects that the caller left calls
 * {@link #cancel()}. Thread-safe and idempotent.
 */
public final class Cancellation {
    private static final Logger LOG = System.getLogger(Cancellation.class.getName());

    private final Object lock = new Object();
    private final Set<Registration> registrations = new LinkedHashSet<>();
    private boolean cancelled;

    /** Creates an untriggered cancellation. */
    public Cancellation() {}

    /** Whether {@link #cancel()} has been called. */
    public boolean isCancelled() {
        synchronized (lock) {
            return cancelled;
        }
    }

    /**
     * Runs each registered action once, on the calling thread. An action that throws is logged and does not affect the others.
     */
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
     * Registers an action. If already cancelled, runs it immediately on the calling thread.
     *
     * @return registration to close when the work ends, which removes the action
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
     * Throws if the call is cancelled.
     *
     * @throws LLMCancelledException if cancelled
     */
    public void throwIfCancelled() {
        if (isCancelled()) {
            throw new LLMCancelledException("the caller has gone away");
        }
    }

    /** Registration of an action; closing it removes the action. */
    public final class Registration implements AutoCloseable {
        private final Runnable action;

        private Registration(Runnable action) {
            this.action = action;
        }

        private void run() {
            try {
                action.run();
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "a cancellation callback failed", e);
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
