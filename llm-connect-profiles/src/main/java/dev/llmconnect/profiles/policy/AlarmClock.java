package dev.llmconnect.profiles.policy;

import java.time.Duration;

/** What runs an action at a later moment, while the thread of the call is blocked. Thread-safe. */
@FunctionalInterface
public interface AlarmClock {
    /** Runs a short action after a delay, unless the alarm is cancelled before. */
    Alarm after(Duration delay, Runnable action);

    /** An action that is still to come. */
    @FunctionalInterface
    interface Alarm {
        /** Forgets it, unless it has begun. */
        void cancel();
    }
}
