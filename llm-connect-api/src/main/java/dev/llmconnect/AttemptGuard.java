package dev.llmconnect;

/**
 * Permits or rejects each attempt of a call, including retries and fallbacks. Checks the provider and model of the actual
 * request, so aliases cannot bypass it. Called on the call's threads. Thread-safe.
 *
 * @see CallContext.Builder#attemptGuard
 */
@FunctionalInterface
public interface AttemptGuard {
    /** Permits every attempt. */
    AttemptGuard NONE = target -> {};

    /**
     * Permits the attempt by returning normally.
     *
     * @param target provider and model of the attempt
     * @throws LLMException if the attempt is not permitted; the call continues with its next route, as after a failure of the
     *     same kind
     */
    void check(CallTarget target);
}
