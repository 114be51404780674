package dev.llmconnect.profiles.policy;

import dev.llmconnect.LLMCall;

/**
 * What one circuit breaker watches.
 *
 * @param provider who is asked: a provider, or one of several places where it is served
 * @param model for which model; empty for the provider's default
 */
public record Circuit(String provider, String model) {
    /** The provider whose models are named {@code provider/model}: the circuits are those of whom it asks. */
    public static final String ROUTER = "router";

    /** The circuit that a call belongs to. */
    public static Circuit of(String provider, LLMCall call) {
        return of(provider, call.config().modelNameIfSet().orElse(""));
    }

    /** The circuit of a provider's model; empty for the provider's default. */
    public static Circuit of(String provider, String model) {
        int slash = model.indexOf('/');
        return provider.equals(ROUTER) && slash > 0
                ? new Circuit(model.substring(0, slash), model.substring(slash + 1))
                : new Circuit(provider, model);
    }

    /** {@code openrouter/anthropic/claude-sonnet-4}. */
    @Override
    public String toString() {
        return model.isEmpty() ? provider : provider + "/" + model;
    }
}
