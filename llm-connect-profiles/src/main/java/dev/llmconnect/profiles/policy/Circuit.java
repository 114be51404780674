package dev.llmconnect.profiles.policy;

import dev.llmconnect.LLMCall;

/**
 * What one circuit breaker watches.
 *
 * @param provider who is asked: a provider, or one of several places where it is served
 * @param model for which model; empty for the provider's default
 */
public record Circuit(String provider, String model) {
    /** The circuit that a call belongs to. */
    public static Circuit of(String provider, LLMCall call) {
        return new Circuit(provider, call.config().modelNameIfSet().orElse(""));
    }

    /** {@code openrouter/anthropic/claude-sonnet-4}. */
    @Override
    public String toString() {
        return model.isEmpty() ? provider : provider + "/" + model;
    }
}
