package dev.llmconnect.server.metrics;

import dev.llmconnect.internal.LabelNames;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was collected for one scrape: at most {@link Metric#MAX_SERIES} series of each metric. Not thread-safe. */
final class MetricValues implements MetricSink {
    private final Map<Metric, Map<List<String>, Point>> points = new EnumMap<>(Metric.class);
    private static final String BUDGET = "budget";
    /** How names of callers' budgets begin. */
    private static final String OF_CALLER = "caller:";

    private final LabelNames names = new LabelNames();

    @Override
    public void add(Metric metric, double value, String... labels) {
        if (metric.type() == Metric.Type.HISTOGRAM) {
            throw new IllegalArgumentException(metric.fullName() + " is a histogram");
        }
        List<String> shown = new ArrayList<>(labels.length);
        for (String label : labels) {
            shown.add(names.value(label));
        }
        add(metric, new Point(shown, value, null));
    }

    void add(Metric metric, double value, List<String> labels) {
        add(metric, new Point(labels, value, null));
    }

    void add(Metric metric, DurationHistogram histogram, List<String> labels) {
        add(metric, new Point(labels, 0, histogram));
    }

    private void add(Metric metric, Point point) {
        if (point.labels().size() != metric.labels().size()) {
            throw new IllegalArgumentException(metric.fullName() + " has the labels " + metric.labels() + ", got "
                    + point.labels().size() + " values");
        }
        Map<List<String>, Point> known = points.computeIfAbsent(metric, unused -> new LinkedHashMap<>());
        if (known.size() < Metric.MAX_SERIES || known.containsKey(point.labels())) {
            known.merge(point.labels(), point, Point::plus);
        }
    }

    /** A caller's key shows no other caller's budget. */
    void leaveOutBudgetsOfOthers(String caller) {
        points.forEach((metric, series) -> {
            int budget = metric.labels().indexOf(BUDGET);
            if (budget >= 0) {
                series.keySet()
                        .removeIf(labels -> labels.get(budget).startsWith(OF_CALLER)
                                && !labels.get(budget).startsWith(OF_CALLER + caller + "/"));
            }
        });
    }

    /** The points of each metric that has some, in the order of the table. */
    Map<Metric, Map<List<String>, Point>> points() {
        return points;
    }

    /**
     * One series.
     *
     * @param histogram of a histogram, in place of the value
     */
    record Point(
            List<String> labels, double value, @Nullable DurationHistogram histogram) {
        /** Two series that are shown under the same labels are one. */
        Point plus(Point other) {
            return new Point(labels, value + other.value, histogram);
        }
    }
}
