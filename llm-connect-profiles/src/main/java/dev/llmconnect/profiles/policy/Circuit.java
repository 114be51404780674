package dev.llmconnect.profiles.policy;

import dev.llmconnect.LLMCall;

/**
 * Key of a circuit breaker.
 *
 * @param provider provider, or one of several deployments of it
 * @param model model; empty for the provider's default
 */
public record Circuit(String provider, String model) {
    /** Name of the router, whose models are named {@code provider/model}; their circuits belong to the provider in that name. */
    public static final String ROUTER = "router";

    /** Returns the circuit of a call. */
    public static Circuit of(String provider, LLMCall call) {
        return of(provider, call.config().modelNameIfSet().orElse(""));
    }

    /**
     * Returns the circuit of a provider's model.
     *
     * @param model model; empty for the provider's default
     */
    public static Circuit of(String provider, String model) {
        int slash = model.indexOf('/');
        return provider.equals(ROUTER) && slash > 0
                ? new Circuit(model.substring(0, slash), model.substring(slash + 1))
                : new Circuit(provider, model);
    }

    /** Returns {@code provider/model}, for example {@code openrouter/anthropic/claude-sonnet-4}. */
    @Override
    public String toString() {
        return model.isEmpty() ? provider : provider + "/" + model;
    }
}
