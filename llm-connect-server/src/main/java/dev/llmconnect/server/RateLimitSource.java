package dev.llmconnect.server;

import java.util.List;

/**
 * Source of the callers' rate limits. Called for every response to a known caller, on threads that must not block. Thread-safe.
 */
@FunctionalInterface
public interface RateLimitSource {
    /** No caller has rate limits. */
    RateLimitSource NONE = caller -> List.of();

    /**
     * Returns the rate limits of a caller; empty if it has none.
     *
     * @param caller name of the caller, as identified by its key
     */
    List<RateLimit> limitsOf(String caller);
}
