package dev.llmconnect.profiles;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMException;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.ProviderSetting;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Creates the adapters of the providers that profiles name: each on the first call that needs it, shared by all profiles with the same
 * provider and settings. A failed creation is tried again by the next call. Thread-safe.
 */
final class SharedAdapters implements AutoCloseable {
    private final LLMAdapters registry;
    private final AdapterSettings settings;
    private final Map<Key, LLMAdapter> adapters = new ConcurrentHashMap<>();
    private boolean closed;

    SharedAdapters(LLMAdapters registry, AdapterSettings settings) {
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
        return of(Key.of(profile));
    }

    /**
     * The adapter of a provider as the environment sets it up.
     *
     * @throws LLMConfigurationException when it is unknown or a setting is missing; the message names the variable
     * @throws LLMException when closed
     */
    LLMAdapter of(String provider) {
        return of(new Key(provider, Optional.empty(), Optional.empty()));
    }

    private LLMAdapter of(Key key) {
        LLMAdapter adapter = adapters.get(key);
        return adapter != null ? adapter : create(key);
    }

    /** Whether the adapter that answers for a profile has been set up. */
    boolean isSetUp(Profile profile) {
        return adapters.containsKey(Key.of(profile));
    }

    /** The name of a profile's provider, where the profile may have an alias of it. */
    String nameOf(Profile profile) {
        try {
            return registry.provider(profile.provider()).name();
        } catch (LLMConfigurationException e) {
            // It is not installed; a call says so.
            return profile.provider();
        }
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
            throw new LLMException("the adapter has been closed");
        }
        Key key = new Key(registry.provider(asked.provider).name(), asked.baseUrl, asked.apiKeyEnv);
        LLMAdapter adapter = adapters.get(key);
        if (adapter == null) {
            adapter = adapter(key);
            adapters.put(key, adapter);
        }
        adapters.put(asked, adapter);
        return adapter;
    }

    private LLMAdapter adapter(Key key) {
        AdapterSettings own = key.baseUrl
                .map(url -> settings.with(ProviderSetting.BASE_URL, url))
                .orElse(settings);
        return key.apiKeyEnv
                .map(variable -> ProviderKeys.create(registry, key.provider, own, variable))
                .orElseGet(() -> ProviderKeys.create(registry, key.provider, own));
    }

    /** What makes two adapters differ; the provider by its name or an alias. */
    private record Key(String provider, Optional<String> baseUrl, Optional<String> apiKeyEnv) {
        static Key of(Profile profile) {
            return new Key(profile.provider(), profile.baseUrl(), profile.apiKeyEnv());
        }
    }
}
