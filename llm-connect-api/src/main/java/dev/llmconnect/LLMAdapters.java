package dev.llmconnect;

import dev.llmconnect.spi.AdapterSettings;

/** The short way to an adapter: {@code LLMAdapters.create("openrouter")}. */
public final class LLMAdapters {
    private LLMAdapters() {}

    /**
     * A new adapter of an installed provider, set up from the environment.
     *
     * @throws LLMConfigurationException when there is no such provider, or a setting such as its key is missing
     */
    public static LLMAdapter create(String provider) {
        return create(provider, AdapterSettings.fromEnvironment());
    }

    /**
     * A new adapter of an installed provider.
     *
     * @throws LLMConfigurationException when there is no such provider, or a setting such as its key is missing
     */
    public static LLMAdapter create(String provider, AdapterSettings settings) {
        return AdapterRegistry.installed().create(provider, settings);
    }
}
