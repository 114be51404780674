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
    private final Map<List<String>, C> series = new ConcurrentHashMap<>();

    SeriesMap(Metric metric, Supplier<C> empty) {
        this.metric = metric;
        this.empty = empty;
    }

    /** The series of these values, in the order of the metric's labels. */
    C get(String... values) {
        List<String> key = Arrays.asList(values);
        C found = series.get(key);
        return found == null ? add(key) : found;
    }

    private synchronized C add(List<String> key) {
        int max = metric.maxLabelSets();
        List<String> bounded = key;
        int model = metric.labels().indexOf(MODEL);
        if (model >= 0 && series.size() >= max - Math.max(1, max / 10)) {
            bounded = List.of(replaced(key, model));
        }
        if (series.size() >= max - 1 && !series.containsKey(bounded)) {
            String[] others = new String[key.size()];
            Arrays.fill(others, Metric.OTHER);
            bounded = List.of(others);
        }
        return series.computeIfAbsent(List.copyOf(bounded), unused -> empty.get());
    }

    private static String[] replaced(List<String> key, int index) {
        String[] values = key.toArray(new String[0]);
        values[index] = Metric.OTHER;
        return values;
    }

    void forEach(BiConsumer<List<String>, C> action) {
        series.forEach(action);
    }
}
