package dev.llmconnect.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class SeriesMapTest {
    private static Map<List<String>, Long> counts(SeriesMap<LongAdder> series) {
        Map<List<String>, Long> counts = new HashMap<>();
        series.forEach((labels, count) -> counts.put(labels, count.sum()));
        return counts;
    }

    @Test
    void countsEverythingInAtMostFiveHundredSeries() {
        SeriesMap<LongAdder> series = new SeriesMap<>(Metric.ATTEMPTS, LongAdder::new);
        for (int i = 0; i < 2000; i++) {
            series.get("p" + i % 700, "m" + i, "ok").increment();
        }
        Map<List<String>, Long> counts = counts(series);

        assertThat(counts).hasSize(Metric.MAX_SERIES);
        assertThat(counts.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(2000);
        assertThat(counts).containsKey(List.of("other", "other", "other"));
    }

    @Test
    void toldApartLongestIsWhatIsNotTheModel() {
        SeriesMap<LongAdder> series = new SeriesMap<>(Metric.ATTEMPTS, LongAdder::new);
        for (int i = 0; i < 1000; i++) {
            series.get("openai", "m" + i, "ok").increment();
        }
        series.get("openai", "m-last", "rate_limit").increment();

        assertThat(counts(series))
                .containsEntry(List.of("openai", "other", "rate_limit"), 1L)
                .doesNotContainKey(List.of("other", "other", "other"));
    }

    @Test
    void aHistogramHasFewerLabelSetsSinceEachOfThemIsManySeries() {
        for (Metric metric : Metric.values()) {
            if (metric.type() == Metric.Type.HISTOGRAM) {
                assertThat(metric.maxLabelSets() * (metric.buckets().size() + 3))
                        .isLessThanOrEqualTo(500);
                assertThat(metric.maxLabelSets()).isGreaterThanOrEqualTo(20);
            }
        }
    }
}
