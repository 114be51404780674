package dev.llmconnect.server.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * The series of one metric by the values of its labels. There are never more than {@link Metric#maxLabelSets()}: when a tenth of them is
 * left, new series stand for all models together, and the last one for everything. Thread-safe.
 *
 * @param <C> what a series counts with
 */
final class SeriesMap<C> {
    private static final String MODEL = "model";

    private final Metric metric;
    private final Supplier<C> empty;
    private final Map<LabelValues, C> series = new ConcurrentHashMap<>();

    SeriesMap(Metric metric, Supplier<C> empty) {
        this.metric = metric;
        this.empty = empty;
    }

    /** The series of these values, in the order of the metric's labels. */
    C get(String... values) {
        LabelValues key = new LabelValues(values);
        C found = series.get(key);
        return found == null ? add(List.of(values)) : found;
    }

    private synchronized C add(List<String> key) {
        int max = metric.maxLabelSets();
        List<String> bounded = key;
        int model = metric.labels().indexOf(MODEL);
        if (model >= 0 && series.size() >= max - Math.max(1, max / 10)) {
            bounded = List.of(replaced(key, model));
        }
        if (series.size() >= max - 1 && !series.containsKey(LabelValues.of(bounded))) {
            String[] others = new String[key.size()];
            Arrays.fill(others, Metric.OTHER);
            bounded = List.of(others);
        }
        return series.computeIfAbsent(LabelValues.of(bounded), unused -> empty.get());
    }

    private static String[] replaced(List<String> key, int index) {
        String[] values = key.toArray(new String[0]);
        values[index] = Metric.OTHER;
        return values;
    }

    void forEach(BiConsumer<List<String>, C> action) {
        series.forEach((values, count) -> action.accept(List.of(values.values), count));
    }

    /** A key that is compared without an iterator: a call looks up a dozen of them. */
    private static final class LabelValues {
        private final String[] values;

        LabelValues(String[] values) {
            this.values = values;
        }

        static LabelValues of(List<String> values) {
            return new LabelValues(values.toArray(new String[0]));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof LabelValues key && Arrays.equals(values, key.values);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(values);
        }
    }
}
