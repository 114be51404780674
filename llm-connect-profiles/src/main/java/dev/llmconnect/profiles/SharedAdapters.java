package dev.llmconnect.profiles;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMException;
import dev.llmconnect.Secret;
import dev.llmconnect.profiles.policy.KeyRotatingAdapter;
import dev.llmconnect.profiles.policy.KeyStatus;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.ProviderSetting;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Adapters of the profiles' providers, created on first use and shared by profiles with the same provider and settings. A failed
 * creation is retried by the next call. Thread-safe.
 */
final class SharedAdapters implements AutoCloseable {
    private final LLMAdapters registry;
    private final AdapterSettings settings;
    private final Map<Key, LLMAdapter> adapters = new ConcurrentHashMap<>();
    private final Map<Key, ReentrantLock> creations = new ConcurrentHashMap<>();
    private boolean closed;

    SharedAdapters(LLMAdapters registry, AdapterSettings settings) {
        this.registry = registry;
        this.settings = settings;
    }

    /**
     * Returns the adapter of a profile.
     *
     * @throws LLMConfigurationException if its provider is unknown or a setting is missing; the message names the variable
     * @throws LLMException if closed
     */
    LLMAdapter of(Profile profile) {
        return of(Key.of(profile));
    }

    /**
     * Returns the adapter of a provider, configured from the environment.
     *
     * @throws LLMConfigurationException if it is unknown or a setting is missing; the message names the variable
     * @throws LLMException if closed
     */
    LLMAdapter of(String provider) {
        return of(new Key(provider, Optional.empty(), Optional.empty(), List.of(), Map.of()));
    }

    private LLMAdapter of(Key key) {
        LLMAdapter adapter = adapters.get(key);
        return adapter != null ? adapter : create(key);
    }

    /** Whether the adapter of a profile has been created. */
    boolean isSetUp(Profile profile) {
        return adapters.containsKey(Key.of(profile));
    }

    /** Canonical name of a profile's provider, which the profile may name by an alias. */
    String nameOf(Profile profile) {
        try {
            return registry.provider(profile.provider()).name();
        } catch (LLMConfigurationException e) {
            // Not installed; a call reports it.
            return profile.provider();
        }
    }

    /** Status of the keys of each provider with several keys. */
    List<KeyStatus> keys() {
        return adapters.values().stream()
                .distinct()
                .filter(KeyRotatingAdapter.class::isInstance)
                .map(adapter -> ((KeyRotatingAdapter) adapter).keys())
                .toList();
    }

    /** Closes all adapters created. */
    @Override
    public synchronized void close() {
        closed = true;
        Closing.all(adapters.values().stream().distinct().map(adapter -> adapter::close));
        adapters.clear();
    }

    /** Creates an adapter, one at a time per key, so that slow creation blocks only calls of that provider. */
    private LLMAdapter create(Key asked) {
        requireOpen();
        Key key = asked.ofProvider(registry.provider(asked.provider).name());
        ReentrantLock creation = creations.computeIfAbsent(key, any -> new ReentrantLock());
        creation.lock();
        try {
            LLMAdapter adapter = adapters.get(key);
            return keep(key, asked, adapter != null ? adapter : adapter(key));
        } finally {
            creation.unlock();
        }
    }

    private synchronized LLMAdapter keep(Key key, Key asked, LLMAdapter adapter) {
        if (closed && !adapters.containsValue(adapter)) {
            adapter.close();
        }
        requireOpen();
        adapters.put(key, adapter);
        adapters.put(asked, adapter);
        return adapter;
    }

    private synchronized void requireOpen() {
        if (closed) {
            throw new LLMException("the adapter has been closed");
        }
    }

    private LLMAdapter adapter(Key key) {
        AdapterSettings own = key.baseUrl
                .map(url -> settings.with(ProviderSetting.BASE_URL, url))
                .orElse(settings);
        for (Map.Entry<String, String> setting : key.dialect.entrySet()) {
            own = own.with(setting.getKey(), setting.getValue());
        }
        if (!key.apiKeys.isEmpty()) {
            return ProviderKeys.create(
                    registry,
                    key.provider,
                    own,
                    key.apiKeys.stream().map(Secret::reveal).toList());
        }
        return key.apiKeyEnv.isPresent()
                ? ProviderKeys.create(registry, key.provider, own, key.apiKeyEnv.get())
                : ProviderKeys.create(registry, key.provider, own);
    }

    /** Identity of an adapter; the provider by name or alias. Compares by hand: the JVM makes a dozen classes for what a record has. */
    private record Key(
            String provider,
            Optional<String> baseUrl,
            Optional<String> apiKeyEnv,
            List<Secret> apiKeys,
            Map<String, String> dialect) {
        static Key of(Profile profile) {
            return new Key(
                    profile.provider(), profile.baseUrl(), profile.apiKeyEnv(), profile.apiKeys(), profile.dialect());
        }

        Key ofProvider(String name) {
            return new Key(name, baseUrl, apiKeyEnv, apiKeys, dialect);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key
                    && provider.equals(key.provider)
                    && baseUrl.equals(key.baseUrl)
                    && apiKeyEnv.equals(key.apiKeyEnv)
                    && apiKeys.equals(key.apiKeys)
                    && dialect.equals(key.dialect);
        }

        @Override
        public int hashCode() {
            return Objects.hash(provider, baseUrl, apiKeyEnv, apiKeys, dialect);
        }
    }
}
