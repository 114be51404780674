package dev.llmconnect.server;

import java.util.Map;

/**
 * Whether calls could be answered now, for {@code GET /ready}.
 *
 * @param usable whether at least one way to an answer is open
 * @param details stand beside {@code status} in the answer; as a JSON writer takes them, and nothing secret
 */
public record Readiness(boolean usable, Map<String, ?> details) {
    /** Usable, with nothing to add. */
    public static final Readiness READY = new Readiness(true, Map.of());

    /** Copies {@code details}. */
    public Readiness {
        details = Map.copyOf(details);
    }
}
