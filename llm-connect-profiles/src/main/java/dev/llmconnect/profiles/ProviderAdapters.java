package dev.llmconnect.profiles;

import dev.llmconnect.AdapterRegistry;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMException;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.ProviderSetting;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The adapters of the providers that profiles name, each set up when the first call needs it and shared by all profiles with the same
 * provider and settings. What could not be set up is tried again by the next call. Thread-safe.
 */
final class ProviderAdapters implements AutoCloseable {
    private final AdapterRegistry registry;
    private final AdapterSettings settings;
    private final Map<Key, LLMAdapter> adapters = new ConcurrentHashMap<>();
    private boolean closed;

    ProviderAdapters(AdapterRegistry registry, AdapterSettings settings) {
        this.registry = registry;
        this.settings = settings;
    }

    /**
     * The adapter that answers for a profile.
     *
     * @throws LLMConfigurationException when its provider is unknown or a setting is missing; the message names the variable
     * @throws LLMException when closed
     */
    LLMAdapter of(Profile profile) {
        Key key = new Key(profile.provider(), profile.baseUrl(), profile.apiKeyEnv());
        LLMAdapter adapter = adapters.get(key);
        return adapter != null ? adapter : create(key);
    }

    /** Closes every adapter that was set up. */
    @Override
    public synchronized void close() {
        closed = true;
        Closing.all(adapters.values().stream().distinct().map(adapter -> adapter::close));
        adapters.clear();
    }

    /** One at a time: setting up an adapter calls nobody, so it is quick. */
    private synchronized LLMAdapter create(Key asked) {
        if (closed) {
            throw new LLMException("the profiles are closed");
        }
        Key key = new Key(registry.provider(asked.provider).name(), asked.baseUrl, asked.apiKeyEnv);
        LLMAdapter adapter = adapters.get(key);
        if (adapter == null) {
            adapter = registry.create(key.provider, settings(key));
            adapters.put(key, adapter);
        }
        adapters.put(asked, adapter);
        return adapter;
    }

    private AdapterSettings settings(Key key) {
        AdapterSettings own = settings;
        if (key.baseUrl.isPresent()) {
            own = own.with(ProviderSetting.BASE_URL, key.baseUrl.get());
        }
        if (key.apiKeyEnv.isPresent()) {
            String variable = key.apiKeyEnv.get();
            own = own.with(
                    ProviderSetting.API_KEY,
                    settings.environment(variable)
                            .orElseThrow(() -> new LLMConfigurationException(
                                    "no API key for " + key.provider + ": set " + variable)));
        }
        return own;
    }

    /** What makes two adapters differ; the provider by its name or an alias. */
    private record Key(String provider, Optional<String> baseUrl, Optional<String> apiKeyEnv) {}
}
