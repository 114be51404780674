package dev.llmconnect.server.metrics;

/** Access to {@code GET /metrics}. */
public enum MetricsAccess {
    /** Requires an API key if the server has any. */
    KEY,
    /** Requires no API key. */
    OPEN,
    /** The path does not exist. */
    OFF
}
