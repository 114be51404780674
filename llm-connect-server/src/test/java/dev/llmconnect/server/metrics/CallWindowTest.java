package dev.llmconnect.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CallWindowTest {
    private final AtomicLong nanos = new AtomicLong(1_000);
    private final CallWindow window = new CallWindow(nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void sumsWhatHappenedWithinTheTimeThatIsAskedFor() {
        window.now().ended(false, Duration.ofMillis(10));
        pass(Duration.ofSeconds(20));
        window.now().ended(true, Duration.ofMillis(10));
        pass(Duration.ofSeconds(2));

        assertThat(window.sums(Duration.ofSeconds(10)).calls()).isEqualTo(1);
        assertThat(window.sums(Duration.ofSeconds(10)).failures()).isEqualTo(1);
        assertThat(window.sums(Duration.ofMinutes(1)).calls()).isEqualTo(2);
        assertThat(window.sums(Duration.ofHours(1)).calls()).isEqualTo(2);
    }

    @Test
    void aYoungWindowIsAsLongAsItsAge() {
        pass(Duration.ofSeconds(3));

        assertThat(window.sums(Duration.ofMinutes(1)).window()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void forgetsWhatIsOlderThanAMinuteAndUsesItsSlotsAgain() {
        for (int i = 0; i < 100; i++) {
            window.now().ended(false, Duration.ofMillis(10));
            window.now().firstToken(Duration.ofMillis(5));
            pass(Duration.ofSeconds(5));
        }
        CallWindow.Sums sums = window.sums(Duration.ofMinutes(1));

        assertThat(sums.calls()).isEqualTo(11);
        assertThat(new Percentiles(sums.firstToken()).count()).isEqualTo(11);
        assertThat(sums.window()).isEqualTo(Duration.ofSeconds(55));
    }
}
