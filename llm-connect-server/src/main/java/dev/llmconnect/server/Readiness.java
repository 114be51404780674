package dev.llmconnect.server;

import java.util.Map;

/** Readiness of the server, for {@code GET /ready}. Immutable and thread-safe. */
public final class Readiness {
    /** Ready, without details. */
    public static final Readiness READY = of(true, Map.of());

    private final boolean isReady;
    private final Map<String, ?> details;

    private Readiness(boolean isReady, Map<String, ?> details) {
        this.isReady = isReady;
        this.details = Map.copyOf(details);
    }

    /**
     * Creates a readiness.
     *
     * @param isReady whether at least one route is usable
     * @param details additional fields of the response beside {@code status}, as JSON values; copied; must not contain secrets
     */
    public static Readiness of(boolean isReady, Map<String, ?> details) {
        return new Readiness(isReady, details);
    }

    /** Whether at least one route is usable. */
    public boolean isReady() {
        return isReady;
    }

    /** Additional fields of the response beside {@code status}; unmodifiable. */
    public Map<String, ?> details() {
        return details;
    }
}
