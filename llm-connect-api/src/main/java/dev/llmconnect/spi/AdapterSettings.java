package dev.llmconnect.spi;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.Secret;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a provider's settings come from: values given explicitly, else environment variables, else the setting's default. A blank
 * value counts as none. Immutable and thread-safe.
 */
public final class AdapterSettings {
    private final Map<String, String> environment;
    private final Map<String, String> explicit;

    private AdapterSettings(Map<String, String> environment, Map<String, String> explicit) {
        this.environment = environment;
        this.explicit = explicit;
    }

    /** The environment of the process. */
    public static AdapterSettings fromEnvironment() {
        return of(System.getenv());
    }

    /** The given variables in place of the process's environment. */
    public static AdapterSettings of(Map<String, String> environment) {
        return new AdapterSettings(Map.copyOf(environment), Map.of());
    }

    /** A copy in which a setting has this value, whatever the environment says. */
    public AdapterSettings with(String setting, String value) {
        Map<String, String> more = new LinkedHashMap<>(explicit);
        more.put(setting, value);
        return new AdapterSettings(environment, Map.copyOf(more));
    }

    /** The value of a setting. */
    public Optional<String> value(ProviderSetting setting) {
        String given = explicit.get(setting.name());
        if (given != null && !given.isBlank()) {
            return Optional.of(given.strip());
        }
        return setting.variables().stream()
                .flatMap(variable -> environment(variable).stream())
                .findFirst()
                .or(() -> Optional.ofNullable(setting.defaultValue()));
    }

    /** A variable of the environment, unless it is blank. */
    public Optional<String> environment(String variable) {
        return Optional.ofNullable(environment.get(variable)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** The value of a setting that holds a credential. */
    public Optional<Secret> secret(ProviderSetting setting) {
        return value(setting).map(Secret::of);
    }

    /**
     * The value of a setting that must be there.
     *
     * @throws LLMConfigurationException naming the provider and the variables that would give it
     */
    public String require(String provider, ProviderSetting setting) {
        return value(setting).orElseThrow(() -> missing(provider, setting));
    }

    /**
     * The credential that must be there.
     *
     * @throws LLMConfigurationException naming the provider and the variables that would give it
     */
    public Secret requireSecret(String provider, ProviderSetting setting) {
        return secret(setting).orElseThrow(() -> missing(provider, setting));
    }

    private static LLMConfigurationException missing(String provider, ProviderSetting setting) {
        String what = setting.name().equals(ProviderSetting.API_KEY) ? "API key" : setting.name();
        return new LLMConfigurationException(
                "no " + what + " for " + provider + ": set " + String.join(" or ", setting.variables()));
    }

    /** Tells nothing of the values. */
    @Override
    public String toString() {
        return "AdapterSettings" + explicit.keySet();
    }
}
