package dev.llmconnect.profiles.policy;

import dev.llmconnect.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

/** Time that passes only when somebody waits, in no time. Alarms go off on the thread that waits. For one thread. */
final class FakeClock implements Ticker, Sleeper, Scheduler {
    private static final long ORIGIN = Long.MAX_VALUE - 1_000_000_000L; // overflows early: only differences may be used

    private final List<Pending> timers = new ArrayList<>();
    private final List<Duration> sleeps = new ArrayList<>();
    private long now = ORIGIN;

    @Override
    public long nanos() {
        return now;
    }

    /** Since the clock was made. */
    Duration elapsed() {
        return Duration.ofNanos(now - ORIGIN);
    }

    /** What was slept for, in order. */
    List<Duration> sleeps() {
        return sleeps;
    }

    int timersScheduled() {
        return timers.size();
    }

    @Override
    public boolean await(CountDownLatch signal, Duration longest) {
        sleeps.add(longest);
        return pass(longest, () -> signal.getCount() == 0);
    }

    @Override
    public Timer schedule(Duration delay, Runnable action) {
        Pending pending = new Pending(now + delay.toNanos(), action);
        timers.add(pending);
        return () -> timers.remove(pending);
    }

    void pass(Duration time) {
        pass(time, () -> false);
    }

    /** Lets time pass, timer by timer, until it is over or something is true; returns whether it became true. */
    boolean pass(Duration time, BooleanSupplier until) {
        long end = now + time.toNanos();
        while (!until.getAsBoolean()) {
            Pending next = timers.stream()
                    .filter(pending -> pending.at - end <= 0)
                    .min(Comparator.comparingLong(pending -> pending.at - now))
                    .orElse(null);
            if (next == null) {
                now = end;
                return until.getAsBoolean();
            }
            now = Math.max(next.at - now, 0) + now;
            timers.remove(next);
            next.action.run();
        }
        return true;
    }

    private static final class Pending {
        final long at;
        final Runnable action;

        Pending(long at, Runnable action) {
            this.at = at;
            this.action = action;
        }
    }
}
