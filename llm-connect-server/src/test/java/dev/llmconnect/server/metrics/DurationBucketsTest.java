package dev.llmconnect.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DurationBucketsTest {
    @Test
    void aDurationOnABoundCountsInTheBucketOfThatBound() {
        for (List<Double> bounds : List.of(DurationBuckets.COARSE, DurationBuckets.FINE)) {
            for (int i = 0; i < bounds.size(); i++) {
                DurationHistogram histogram = new DurationHistogram();
                long nanos = Math.round(bounds.get(i) * 1e9);
                histogram.record(Duration.ofNanos(nanos));
                histogram.record(Duration.ofNanos(nanos + 1));

                long[] expected = new long[bounds.size() + 1];
                expected[i]++;
                expected[i + 1]++;
                assertThat(DurationBuckets.counts(histogram.cells(), bounds)).containsExactly(expected);
            }
        }
    }

    @Test
    void nothingIsTooShortOrTooLongToCount() {
        DurationHistogram histogram = new DurationHistogram();
        List.of(Duration.ofSeconds(-1), Duration.ZERO, Duration.ofNanos(1), Duration.ofDays(365))
                .forEach(histogram::record);

        assertThat(Arrays.stream(histogram.cells()).sum()).isEqualTo(4);
        assertThat(DurationBuckets.counts(histogram.cells(), DurationBuckets.COARSE))
                .startsWith(3)
                .endsWith(1);
    }

    @Test
    void eachNativeBucketHoldsWhatItsIndexSays() {
        for (int cell = 0; cell < DurationBuckets.CELLS - 1; cell++) {
            double seconds = DurationBuckets.BOUNDS[cell] / 1e9;
            int index = DurationBuckets.nativeIndex(cell);
            assertThat(seconds).isLessThanOrEqualTo(Math.pow(2, index / 4.0) * (1 + 1e-4));
            if (!DurationBuckets.isZero(cell)) {
                assertThat(seconds).isGreaterThan(Math.pow(2, (index - 1) / 4.0));
            }
        }
    }
}
