package dev.llmconnect.profiles.policy;

import dev.llmconnect.LLMConfigurationException;
import java.util.Optional;

/**
 * Whom to ask when the first route fails, as a profile writes it: the name of another profile, or a provider with or without a model.
 * Immutable. Whoever knows profiles and providers makes a {@link Route} of it.
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

    /** Another profile, with its own values and its own retries. */
    public static FallbackTarget profile(String name) {
        return new FallbackTarget(name, true, Optional.empty());
    }

    /** A provider and the model to ask of it. */
    public static FallbackTarget provider(String provider, String model) {
        return new FallbackTarget(provider, false, Optional.of(model));
    }

    /** A provider, asked for its own default model. */
    public static FallbackTarget provider(String provider) {
        return new FallbackTarget(provider, false, Optional.empty());
    }

    /** The profile; empty for a provider. */
    public Optional<String> profile() {
        return profile ? Optional.of(name) : Optional.empty();
    }

    /** The provider; empty for a profile, which knows its own. */
    public Optional<String> provider() {
        return profile ? Optional.empty() : Optional.of(name);
    }

    /** The model; empty for a profile, and where the provider's default is meant. */
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

    /** {@code local-small}, or {@code anthropic/claude-sonnet-4-5}. */
    @Override
    public String toString() {
        return model.map(value -> name + "/" + value).orElse(name);
    }
}
