package dev.llmconnect;

import java.util.Objects;

/** Target of a call: a provider and one of its models. Immutable and thread-safe. */
public final class CallTarget {
    private final String provider;
    private final String model;

    private CallTarget(String provider, String model) {
        this.provider = provider;
        this.model = model;
    }

    /**
     * Creates a target.
     *
     * @param model model of the provider; empty for the provider's default
     */
    public static CallTarget of(String provider, String model) {
        return new CallTarget(provider, model);
    }

    /** Name of the provider. */
    public String provider() {
        return provider;
    }

    /** Name of the model; empty for the provider's default. */
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

    /** Returns {@code provider/model}, for example {@code openrouter/anthropic/claude-sonnet-4}, or the provider alone. */
    @Override
    public String toString() {
        return model.isEmpty() ? provider : provider + "/" + model;
    }
}
