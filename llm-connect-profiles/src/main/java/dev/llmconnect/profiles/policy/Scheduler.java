package dev.llmconnect.profiles.policy;

import java.time.Duration;

/** Schedules actions while the thread of the call is blocked. Thread-safe. */
@FunctionalInterface
public interface Scheduler {
    /** Schedules a short action after a delay. */
    Timer schedule(Duration delay, Runnable action);

    /** A scheduled action. */
    @FunctionalInterface
    interface Timer {
        /** Cancels the action unless it has started. */
        void cancel();
    }
}
