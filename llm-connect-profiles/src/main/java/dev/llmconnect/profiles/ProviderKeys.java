package dev.llmconnect.profiles;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.Ticker;
import dev.llmconnect.internal.SecretFile;
import dev.llmconnect.profiles.policy.KeyRotatingAdapter;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.ProviderSetting;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Creates the adapter of a provider with one key, or with several keys that rotate. Each variable with a key has a plural with
 * several keys separated by commas or line ends, {@code OPENROUTER_API_KEYS} for {@code OPENROUTER_API_KEY}, which takes
 * precedence. Either may name a file instead: {@code OPENROUTER_API_KEY_FILE}, {@code OPENROUTER_API_KEYS_FILE}.
 */
public final class ProviderKeys {
    /** Suffix of a variable with several keys. */
    private static final String PLURAL = "S";

    private static final String FILE = SecretFile.SUFFIX;

    private ProviderKeys() {}

    /**
     * Creates an adapter; a {@link KeyRotatingAdapter} for several keys.
     *
     * @throws LLMConfigurationException if the provider is unknown or its settings are invalid
     */
    public static LLMAdapter create(LLMAdapters registry, String provider, AdapterSettings settings) {
        List<String> keys = registry.provider(provider).settings().stream()
                .filter(setting -> setting.name().equals(ProviderSetting.API_KEY))
                .flatMap(setting -> setting.variables().stream())
                .map(variable -> keys(settings, variable))
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(List.of());
        return keys.isEmpty() ? registry.newAdapter(provider, settings) : create(registry, provider, settings, keys);
    }

    /**
     * Creates an adapter like {@link #create(LLMAdapters, String, AdapterSettings)}, with the keys of {@code variable} instead of
     * the customary variable.
     */
    static LLMAdapter create(LLMAdapters registry, String provider, AdapterSettings settings, String variable) {
        List<String> keys = keys(settings, variable);
        if (keys.isEmpty()) {
            keys = settings.environmentOrFile(variable).stream().toList();
        }
        if (keys.isEmpty()) {
            throw new LLMConfigurationException("no API key for " + provider + ": set " + variable);
        }
        return create(registry, provider, settings, keys);
    }

    /**
     * Returns the distinct keys of the plural variable; empty if it is not set.
     *
     * @throws LLMConfigurationException if the file with the keys cannot be read
     */
    public static List<String> keys(AdapterSettings settings, String variable) {
        return settings.environmentOrFile(variable + PLURAL)
                .map(ProviderKeys::split)
                .orElse(List.of());
    }

    /** Variables of a setting: its own, and for a secret also their plurals and file variants. */
    public static List<String> variables(ProviderSetting setting) {
        return setting.variables().stream()
                .flatMap(variable -> setting.isSecret()
                        ? Stream.of(variable, variable + PLURAL).flatMap(name -> Stream.of(name, name + FILE))
                        : Stream.of(variable))
                .toList();
    }

    static List<String> split(String keys) {
        return Arrays.stream(keys.split("[,\r\n]"))
                .map(String::strip)
                .filter(key -> !key.isEmpty())
                .distinct()
                .toList();
    }

    static LLMAdapter create(LLMAdapters registry, String provider, AdapterSettings settings, List<String> keys) {
        List<LLMAdapter> adapters = keys.stream()
                .map(key -> registry.newAdapter(provider, settings.with(ProviderSetting.API_KEY, key)))
                .toList();
        return adapters.size() == 1 ? adapters.get(0) : new KeyRotatingAdapter(adapters, Ticker.system());
    }
}
