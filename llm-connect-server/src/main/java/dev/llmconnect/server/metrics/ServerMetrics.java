package dev.llmconnect.server.metrics;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Metrics of a server. Calls are counted from the start; everything else is collected on request. Thread-safe.
 */
public final class ServerMetrics {
    private final CallMetrics calls = new CallMetrics();
    private final List<MetricSource> sources = new CopyOnWriteArrayList<>();

    /** Creates metrics that have counted nothing, without sources. */
    public ServerMetrics() {}

    /** Counters of calls, which observe every call of the server. */
    public CallMetrics calls() {
        return calls;
    }

    /** Adds a source that is called for each scrape. */
    public void add(MetricSource source) {
        sources.add(source);
    }

    /**
     * Returns all metrics in the text format of Prometheus, in OpenMetrics, or in protobuf with native histograms if the request accepts it
     * and {@code prometheus-metrics-exposition-formats} is on the class path.
     *
     * @param accept header {@code Accept} of the request; may be empty
     * @param caller caller that authenticated the request, for whom budgets of other callers are omitted; absent for all metrics
     * @throws IOException if the metrics cannot be written
     */
    public synchronized Exposition expose(String accept, Optional<String> caller) throws IOException {
        MetricValues values = values();
        caller.ifPresent(values::leaveOutBudgetsOfOthers);
        return PrometheusExposition.write(values, accept);
    }

    /** Passes the current values of all counters and gauges to a sink, at most {@link Metric#MAX_SERIES} series of each. */
    public synchronized void collect(MetricSink sink) {
        values().points().forEach((metric, points) -> {
            if (metric.type() != Metric.Type.HISTOGRAM) {
                points.values()
                        .forEach(point ->
                                sink.add(metric, point.value(), point.labels().toArray(String[]::new)));
            }
        });
    }

    private MetricValues values() {
        MetricValues values = new MetricValues();
        calls.collect(values);
        JvmMetrics.collect(values);
        sources.forEach(source -> source.collect(values));
        return values;
    }

    /** Response to a scrape. Immutable. */
    public static final class Exposition {
        private final String contentType;
        private final byte[] body;

        Exposition(String contentType, byte[] body) {
            this.contentType = contentType;
            this.body = body;
        }

        /** Content type of the body. */
        public String contentType() {
            return contentType;
        }

        /** The body; must not be modified. */
        public byte[] body() {
            return body;
        }
    }
}
