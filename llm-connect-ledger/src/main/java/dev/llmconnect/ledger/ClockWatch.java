package dev.llmconnect.ledger;

import dev.llmconnect.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Finds out when the clock of the machine was set. Nothing stops because of that, but usage is booked, and budgets begin anew, by the clock.
 * Used by one thread.
 */
final class ClockWatch {
    /** Smaller steps are those of a clock that is kept right. */
    static final Duration MIN_JUMP = Duration.ofSeconds(30);

    private final Clock clock;
    private final Ticker ticker;
    private Instant time;
    private long nanos;

    ClockWatch(Clock clock, Ticker ticker) {
        this.clock = clock;
        this.ticker = ticker;
        this.time = clock.instant();
        this.nanos = ticker.nanos();
    }

    /** What to tell of a clock that was set since the last look; absent when it was not. */
    Optional<String> look() {
        Instant now = clock.instant();
        long nowNanos = ticker.nanos();
        Duration jump = Duration.between(time.plusNanos(nowNanos - nanos), now);
        time = now;
        nanos = nowNanos;
        if (jump.abs().compareTo(MIN_JUMP) < 0) {
            return Optional.empty();
        }
        return Optional.of("the clock was put " + (jump.isNegative() ? "back" : "forward") + " by "
                + jump.abs().toSeconds() + " s, to " + now + ": usage and the periods of budgets follow it");
    }
}
