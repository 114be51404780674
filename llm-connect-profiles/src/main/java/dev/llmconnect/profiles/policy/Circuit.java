package dev.llmconnect.profiles.policy;

/**
 * What one circuit breaker watches.
 *
 * @param provider who is asked
 * @param model for which model; empty for the provider's default
 */
public record Circuit(String provider, String model) {
    /** {@code openrouter/anthropic/claude-sonnet-4}. */
    @Override
    public String toString() {
        return model.isEmpty() ? provider : provider + "/" + model;
    }
}
