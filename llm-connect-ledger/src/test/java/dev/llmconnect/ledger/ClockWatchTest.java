package dev.llmconnect.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClockWatchTest {
    private final MovableClock clock = new MovableClock(Instant.parse("2031-05-17T10:30:00Z"));
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final ClockWatch watch = new ClockWatch(clock, nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        clock.move(time);
    }

    @Test
    void aClockThatIsSetIsToldOnce() {
        pass(Duration.ofDays(3));
        assertThat(watch.look()).as("time that passes is no jump").isEmpty();
        pass(Duration.ofSeconds(1));
        clock.move(Duration.ofHours(-1));
        assertThat(watch.look())
                .hasValueSatisfying(told ->
                        assertThat(told).startsWith("the clock was put back by 3600 s, to 2031-05-20T09:30:01Z"));
        assertThat(watch.look()).isEmpty();
        clock.move(Duration.ofHours(2));
        assertThat(watch.look())
                .hasValueSatisfying(told -> assertThat(told).startsWith("the clock was put forward by 7200 s"));
        clock.move(Duration.ofSeconds(2));
        assertThat(watch.look()).as("a clock that is kept right").isEmpty();
    }

    @Test
    void anIntervalIsDueAtOnceAndThenAfterItsLength() {
        Interval interval = new Interval(Duration.ofNanos(10));
        // A ticker may pass the largest number.
        long start = Long.MAX_VALUE - 3;
        assertThat(interval.isDue(start)).isTrue();
        assertThat(interval.isDue(start + 3)).isFalse();
        assertThat(interval.isDue(start + 9)).isFalse();
        assertThat(interval.isDue(start + 10)).isTrue();
        assertThat(interval.isDue(start + 11)).isFalse();
    }
}
