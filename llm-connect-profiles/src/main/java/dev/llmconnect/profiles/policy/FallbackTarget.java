package dev.llmconnect.profiles.policy;

import dev.llmconnect.LLMConfigurationException;
import java.util.Optional;

/**
 * Fallback as defined in a profile: another profile, or a provider with or without a model. Resolved to a {@link Route} by code
 * that knows profiles and providers. Immutable and thread-safe.
 */
public final class FallbackTarget {
    private final String name;
    private final boolean profile;
    private final Optional<String> model;

    private FallbackTarget(String name, boolean profile, Optional<String> model) {
        if (name.isBlank() || model.filter(String::isBlank).isPresent()) {
            throw new LLMConfigurationException("a fallback's profile, provider or model must not be blank");
        }
        this.name = name;
        this.profile = profile;
        this.model = model;
    }

    /** Creates a fallback to another profile, with its own values and retries. */
    public static FallbackTarget profile(String name) {
        return new FallbackTarget(name, true, Optional.empty());
    }

    /** Creates a fallback to a model of a provider. */
    public static FallbackTarget provider(String provider, String model) {
        return new FallbackTarget(provider, false, Optional.of(model));
    }

    /** Creates a fallback to the default model of a provider. */
    public static FallbackTarget provider(String provider) {
        return new FallbackTarget(provider, false, Optional.empty());
    }

    /** Name of the profile; empty for a provider. */
    public Optional<String> profile() {
        return profile ? Optional.of(name) : Optional.empty();
    }

    /** Name of the provider; empty for a profile, which has its own. */
    public Optional<String> provider() {
        return profile ? Optional.empty() : Optional.of(name);
    }

    /** Name of the model; empty for a profile and for the provider's default. */
    public Optional<String> model() {
        return model;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FallbackTarget target
                && name.equals(target.name)
                && profile == target.profile
                && model.equals(target.model);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** Returns, for example, {@code local-small} or {@code anthropic/claude-sonnet-4-5}. */
    @Override
    public String toString() {
        return model.map(value -> name + "/" + value).orElse(name);
    }
}
