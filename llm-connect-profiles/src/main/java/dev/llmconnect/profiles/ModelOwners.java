package dev.llmconnect.profiles;

import dev.llmconnect.LLMAdapters;
import dev.llmconnect.internal.NamePattern;
import dev.llmconnect.spi.LLMAdapterProvider;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Providers that own models by their names, {@code claude-*} for example. Of several configured ones the most specific pattern applies,
 * then the first provider by name. Immutable and thread-safe.
 */
final class ModelOwners {
    private final List<Owner> owners = new ArrayList<>();

    /**
     * A pattern of a provider.
     *
     * @param provider name of the provider
     */
    record Owner(String provider, NamePattern pattern) {}

    /** @param configured names of the providers that can be asked */
    ModelOwners(LLMAdapters registry, List<String> configured) {
        for (LLMAdapterProvider provider : registry.providers()) {
            if (configured.contains(provider.name())) {
                provider.ownedModels()
                        .forEach(pattern -> owners.add(new Owner(provider.name(), NamePattern.of(pattern))));
            }
        }
        owners.sort(Comparator.comparing(Owner::pattern, NamePattern.MOST_SPECIFIC_FIRST)
                .thenComparing(Owner::provider));
    }

    /** Returns the owner of a model; empty if none is configured. */
    Optional<Owner> of(String model) {
        return owners.stream().filter(owner -> owner.pattern.matches(model)).findFirst();
    }
}
