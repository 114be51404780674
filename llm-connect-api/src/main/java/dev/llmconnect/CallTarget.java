package dev.llmconnect;

import java.util.Objects;

/** Whom a call asks in the end: a provider, and one of its models. Immutable and thread-safe. */
public final class CallTarget {
    private final String provider;
    private final String model;

    private CallTarget(String provider, String model) {
        this.provider = provider;
        this.model = model;
    }

    /**
     * A provider's model.
     *
     * @param model empty where the provider chooses
     */
    public static CallTarget of(String provider, String model) {
        return new CallTarget(provider, model);
    }

    /** The provider's name. */
    public String provider() {
        return provider;
    }

    /** The model's name; empty where nobody names one and the provider chooses. */
    public String model() {
        return model;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CallTarget target && provider.equals(target.provider) && model.equals(target.model);
    }

    @Override
    public int hashCode() {
        return Objects.hash(provider, model);
    }

    /** {@code openrouter/anthropic/claude-sonnet-4}, or the provider alone. */
    @Override
    public String toString() {
        return model.isEmpty() ? provider : provider + "/" + model;
    }
}
