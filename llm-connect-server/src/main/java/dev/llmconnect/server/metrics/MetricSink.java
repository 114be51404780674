package dev.llmconnect.server.metrics;

/** Receives the values of metrics. */
@FunctionalInterface
public interface MetricSink {
    /**
     * Adds a value.
     *
     * @param metric counter or gauge
     * @param labels label values in the order of {@link Metric#labels()}
     * @throws IllegalArgumentException if the number of labels is wrong, or the metric is a histogram
     */
    void add(Metric metric, double value, String... labels);
}
