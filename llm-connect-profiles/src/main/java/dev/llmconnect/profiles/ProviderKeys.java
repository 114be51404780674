package dev.llmconnect.profiles;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.Ticker;
import dev.llmconnect.profiles.policy.KeyRotatingAdapter;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.ProviderSetting;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Sets up a provider with its key, or with several of them. For every variable that holds a key there is another one with an {@code S}
 * at its end, {@code OPENROUTER_API_KEYS} beside {@code OPENROUTER_API_KEY}, that holds several with commas between them and is looked
 * at first.
 */
public final class ProviderKeys {
    /** What the name of a variable with several keys ends in. */
    private static final String PLURAL = "S";

    private ProviderKeys() {}

    /**
     * An adapter of a provider, a {@link KeyRotatingAdapter} where it has several keys.
     *
     * @throws LLMConfigurationException when there is no such provider, or its settings are wrong
     */
    public static LLMAdapter create(LLMAdapters registry, String provider, AdapterSettings settings) {
        List<String> keys = registry.provider(provider).settings().stream()
                .filter(setting -> setting.name().equals(ProviderSetting.API_KEY))
                .flatMap(setting -> setting.variables().stream())
                .map(variable -> several(settings, variable))
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(List.of());
        return keys.isEmpty() ? registry.newAdapter(provider, settings) : create(registry, provider, settings, keys);
    }

    /** With the key, or the keys, of a certain variable in place of the customary ones. */
    static LLMAdapter create(LLMAdapters registry, String provider, AdapterSettings settings, String variable) {
        List<String> keys = several(settings, variable);
        if (keys.isEmpty()) {
            keys = settings.environment(variable).stream().toList();
        }
        if (keys.isEmpty()) {
            throw new LLMConfigurationException("no API key for " + provider + ": set " + variable);
        }
        return create(registry, provider, settings, keys);
    }

    /** The keys of the plural of a variable, each once; none when it is not set. */
    public static List<String> several(AdapterSettings settings, String variable) {
        Optional<String> text = settings.environment(variable + PLURAL);
        return text.stream()
                .flatMap(keys -> Arrays.stream(keys.split(",")))
                .map(String::strip)
                .filter(key -> !key.isEmpty())
                .distinct()
                .toList();
    }

    private static LLMAdapter create(
            LLMAdapters registry, String provider, AdapterSettings settings, List<String> keys) {
        List<LLMAdapter> adapters = keys.stream()
                .map(key -> registry.newAdapter(provider, settings.with(ProviderSetting.API_KEY, key)))
                .toList();
        return adapters.size() == 1 ? adapters.get(0) : new KeyRotatingAdapter(adapters, Ticker.system());
    }
}
