package dev.llmconnect.server;

import java.util.List;

/**
 * Knows how much callers have left of their limits, which responses tell them. Asked for every response to a known caller, on threads that
 * must not be held up. Thread-safe.
 */
@FunctionalInterface
public interface RateLimitSource {
    /** Nobody has limits. */
    RateLimitSource NONE = caller -> List.of();

    /**
     * The limits of a caller; empty when it has none.
     *
     * @param caller the name that its key has told
     */
    List<RateLimit> limitsOf(String caller);
}
