package dev.llmconnect.server.metrics;

import dev.llmconnect.server.metrics.MetricValues.Point;
import dev.llmconnect.server.metrics.ServerMetrics.Exposition;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.NativeHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes metrics with Prometheus' own library, the classes of which are loaded at the first scrape. */
final class PrometheusExposition {
    private static final ExpositionFormats FORMATS = ExpositionFormats.init();
    private static final int EXPECTED_BYTES = 64 << 10;

    private PrometheusExposition() {}

    static Exposition write(MetricValues values, String accept) throws IOException {
        ExpositionFormatWriter writer = FORMATS.findWriter(accept);
        ByteArrayOutputStream body = new ByteArrayOutputStream(EXPECTED_BYTES);
        writer.write(body, snapshots(values), EscapingScheme.UNDERSCORE_ESCAPING);
        return new Exposition(writer.getContentType(), body.toByteArray());
    }

    private static MetricSnapshots snapshots(MetricValues values) {
        List<MetricSnapshot> all = new ArrayList<>();
        values.points().forEach((metric, points) -> all.add(snapshot(metric, points.values())));
        return new MetricSnapshots(all);
    }

    private static MetricSnapshot snapshot(Metric metric, Collection<Point> points) {
        MetricMetadata metadata = new MetricMetadata(baseName(metric), metric.help(), unit(metric));
        return switch (metric.type()) {
            case COUNTER ->
                new CounterSnapshot(
                        metadata,
                        points.stream()
                                .map(point ->
                                        new CounterDataPointSnapshot(point.value(), labels(metric, point), null, 0L))
                                .toList());
            case GAUGE ->
                new GaugeSnapshot(
                        metadata,
                        points.stream()
                                .map(point -> new GaugeDataPointSnapshot(point.value(), labels(metric, point), null))
                                .toList());
            case HISTOGRAM ->
                new HistogramSnapshot(
                        metadata,
                        points.stream().map(point -> histogram(metric, point)).toList());
            case INFO ->
                new InfoSnapshot(
                        metadata,
                        points.stream()
                                .map(point -> new InfoDataPointSnapshot(labels(metric, point)))
                                .toList());
        };
    }

    /** The library adds the suffixes. */
    private static String baseName(Metric metric) {
        return metric.fullName().replaceAll("_(total|info)$", "");
    }

    private static @Nullable Unit unit(Metric metric) {
        return metric.unit().isEmpty() ? null : new Unit(metric.unit());
    }

    private static Labels labels(Metric metric, Point point) {
        return Labels.of(metric.labels(), point.labels());
    }

    private static HistogramDataPointSnapshot histogram(Metric metric, Point point) {
        DurationHistogram histogram = point.histogram();
        if (histogram == null) {
            throw new IllegalStateException(metric.fullName() + " has no durations");
        }
        long[] cells = histogram.cells();
        List<Double> bounds = metric.buckets();
        double[] upper = new double[bounds.size() + 1];
        for (int i = 0; i < bounds.size(); i++) {
            upper[i] = bounds.get(i);
        }
        upper[bounds.size()] = Double.POSITIVE_INFINITY;
        long zeros = 0;
        Map<Integer, Long> natives = new TreeMap<>();
        for (int cell = 0; cell < cells.length; cell++) {
            if (DurationBuckets.isZero(cell)) {
                zeros += cells[cell];
            } else if (cells[cell] > 0) {
                natives.merge(DurationBuckets.nativeIndex(cell), cells[cell], Long::sum);
            }
        }
        return new HistogramDataPointSnapshot(
                ClassicHistogramBuckets.of(upper, DurationBuckets.counts(cells, bounds)),
                DurationBuckets.SCHEMA,
                zeros,
                DurationBuckets.ZERO_THRESHOLD,
                NativeHistogramBuckets.of(List.copyOf(natives.keySet()), List.copyOf(natives.values())),
                NativeHistogramBuckets.EMPTY,
                histogram.sumSeconds(),
                labels(metric, point),
                Exemplars.EMPTY,
                0L);
    }
}
