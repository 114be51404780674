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
 * Creates the adapter of a provider with its key, or with several keys that calls rotate through. Every variable that holds a key has a
 * plural, {@code OPENROUTER_API_KEYS} for {@code OPENROUTER_API_KEY}, that holds several with commas or line ends between them and is
 * read first. Each of the two may instead name a file, as {@code OPENROUTER_API_KEY_FILE} and {@code OPENROUTER_API_KEYS_FILE}.
 */
public final class ProviderKeys {
    /** Suffix of a variable that holds several keys. */
    private static final String PLURAL = "S";

    private static final String FILE = SecretFile.SUFFIX;

    private ProviderKeys() {}

    /**
     * Creates an adapter of a provider, a {@link KeyRotatingAdapter} if it has several keys.
     *
     * @throws LLMConfigurationException if there is no such provider, or its settings are wrong
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

    /** As {@link #create(LLMAdapters, String, AdapterSettings)}, with the key or keys of one variable in place of the customary ones. */
    static LLMAdapter create(LLMAdapters registry, String provider, AdapterSettings settings, String variable) {
        List<String> keys = several(settings, variable);
        if (keys.isEmpty()) {
            keys = settings.environmentOrFile(variable).stream().toList();
        }
        if (keys.isEmpty()) {
            throw new LLMConfigurationException("no API key for " + provider + ": set " + variable);
        }
        return create(registry, provider, settings, keys);
    }

    /**
     * The keys of the plural of a variable, each once; none if it is not set.
     *
     * @throws LLMConfigurationException if the file that should hold them cannot be read
     */
    public static List<String> several(AdapterSettings settings, String variable) {
        return settings.environmentOrFile(variable + PLURAL)
                .map(ProviderKeys::split)
                .orElse(List.of());
    }

    /** Every variable that may set a setting: its own, and for a secret their plurals and the files of both. */
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
