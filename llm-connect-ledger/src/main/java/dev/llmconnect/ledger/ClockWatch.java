package dev.llmconnect.ledger;

import dev.llmconnect.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Detects that the system clock was set. Usage is booked and budgets are renewed by the clock. Confined to one thread. */
final class ClockWatch {
    /** Minimum step that is reported; smaller ones are adjustments of a synchronized clock. */
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

    /** Returns a report if the clock was set since the last invocation. */
    Optional<String> look() {
        Instant now = clock.instant();
        long nowNanos = ticker.nanos();
        Duration jump = Duration.between(time.plusNanos(nowNanos - nanos), now);
        time = now;
        nanos = nowNanos;
        // Not Duration.abs(), which needs BigDecimal.
        long millis = Math.abs(jump.toMillis());
        if (millis < MIN_JUMP.toMillis()) {
            return Optional.empty();
        }
        return Optional.of("the clock was put " + (jump.isNegative() ? "back" : "forward") + " by "
                + TimeUnit.MILLISECONDS.toSeconds(millis) + " s, to " + now
                + ": usage and the periods of budgets follow it");
    }
}
