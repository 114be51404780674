package dev.llmconnect.server;

import java.util.Map;

/** Whether calls could be answered now, for {@code GET /ready}. Immutable and thread-safe. */
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
     * A state.
     *
     * @param isReady whether at least one route is usable
     * @param details fields beside {@code status} in the answer, as a JSON writer takes them; copied, and without secrets
     */
    public static Readiness of(boolean isReady, Map<String, ?> details) {
        return new Readiness(isReady, details);
    }

    /** Whether at least one route is usable. */
    public boolean isReady() {
        return isReady;
    }

    /** The fields beside {@code status} in the answer; unmodifiable. */
    public Map<String, ?> details() {
        return details;
    }
}
