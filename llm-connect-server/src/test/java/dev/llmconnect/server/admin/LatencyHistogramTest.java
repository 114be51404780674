package dev.llmconnect.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyHistogramTest {
    private final LatencyHistogram histogram = new LatencyHistogram();

    @Test
    void hasNoPercentileWithoutDurations() {
        assertThat(histogram.percentile(0.5)).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 10, 250, 1_000, 30_000, 600_000})
    void isWithinAFewPercentOfTheDuration(long millis) {
        histogram.add(Duration.ofMillis(millis));

        assertThat(histogram.percentile(0.99)).isCloseTo((double) millis, Percentage.withPercentage(9));
    }

    @Test
    void tellsTheMedianFromTheTail() {
        for (int i = 0; i < 98; i++) {
            histogram.add(Duration.ofMillis(10));
        }
        histogram.add(Duration.ofSeconds(5));
        histogram.add(Duration.ofSeconds(5));

        assertThat(histogram.percentile(0.5)).isCloseTo(10.0, within(1.0));
        assertThat(histogram.percentile(0.98)).isCloseTo(10.0, within(1.0));
        assertThat(histogram.percentile(0.99)).isCloseTo(5000.0, within(500.0));
    }

    @Test
    void takesWhatIsShorterAndLongerThanItsBuckets() {
        histogram.add(Duration.ZERO);
        assertThat(histogram.percentile(0.5)).isCloseTo(0.1, within(0.1));

        histogram.clear();
        histogram.add(Duration.ofDays(1));
        assertThat(histogram.percentile(0.5)).isGreaterThan(600_000.0);
    }
}
