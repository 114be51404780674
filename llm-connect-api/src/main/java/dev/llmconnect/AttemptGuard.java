package dev.llmconnect;

/**
 * Is asked before each attempt of a call, retries and fallbacks included, whether the attempt may be made. It sees the provider and the model
 * that are really about to be asked, so another name of a model is no way round it. Called on threads of the call. Thread-safe.
 *
 * @see CallContext.Builder#attemptGuard
 */
@FunctionalInterface
public interface AttemptGuard {
    /** Allows every attempt. */
    AttemptGuard NONE = target -> {};

    /**
     * Allows an attempt by returning.
     *
     * @param target whom the attempt is about to ask
     * @throws LLMException when the attempt must not be made; the call then goes to its next route, as after a failure of that kind
     */
    void check(CallTarget target);
}
