package dev.llmconnect.server.metrics;

/** Source of metrics that the server does not count itself, such as circuits, keys and budgets. Called for each scrape. Thread-safe. */
@FunctionalInterface
public interface MetricSource {
    /** Adds the current values. Takes milliseconds at most and makes no network call. */
    void collect(MetricSink sink);
}
