package dev.llmconnect.spi;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.Secret;
import dev.llmconnect.internal.SecretFile;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Sources of a provider's settings, in order of precedence: explicit values, environment variables, the setting's default. Blank
 * values count as unset. A secret may be read from a file, named by a variable with the suffix {@code _FILE}:
 * {@code OPENAI_API_KEY_FILE} for {@code OPENAI_API_KEY}. Immutable and thread-safe.
 */
public final class AdapterSettings {
    private final Map<String, String> environment;
    private final Map<String, String> explicit;

    private AdapterSettings(Map<String, String> environment, Map<String, String> explicit) {
        this.environment = environment;
        this.explicit = explicit;
    }

    /** Returns settings from the environment of the process. */
    public static AdapterSettings fromEnvironment() {
        return of(System.getenv());
    }

    /** Returns settings from the given variables instead of the process's environment. */
    public static AdapterSettings of(Map<String, String> environment) {
        return new AdapterSettings(Map.copyOf(environment), Map.of());
    }

    /** Returns a copy with an explicit value. Creating an adapter fails if its provider does not list the setting. */
    public AdapterSettings with(String setting, String value) {
        Map<String, String> more = new LinkedHashMap<>(explicit);
        more.put(setting, value);
        return new AdapterSettings(environment, Collections.unmodifiableMap(more));
    }

    /** Names of the explicit settings. */
    public Set<String> names() {
        return explicit.keySet();
    }

    /**
     * Returns the value of a setting: the explicit value, otherwise the first variable that is set, otherwise the default.
     *
     * @throws LLMConfigurationException if the file of a secret cannot be read
     */
    public Optional<String> value(ProviderSetting setting) {
        String given = explicit.get(setting.name());
        if (given != null && !given.isBlank()) {
            return Optional.of(given.strip());
        }
        // No stream: a start asks for the keys of a hundred providers.
        for (String variable : setting.variables()) {
            Optional<String> value = setting.isSecret() ? environmentOrFile(variable) : environment(variable);
            if (value.isPresent()) {
                return value;
            }
        }
        return Optional.ofNullable(setting.defaultValue());
    }

    /** Returns the value of an environment variable; empty if unset or blank. */
    public Optional<String> environment(String variable) {
        return Optional.ofNullable(environment.get(variable)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /**
     * Returns the value of an environment variable, otherwise the trimmed content of the file named by the variable with the
     * suffix {@code _FILE}.
     *
     * @throws LLMConfigurationException if the file cannot be read or is empty; the message names it
     */
    public Optional<String> environmentOrFile(String variable) {
        String fileVariable = variable + SecretFile.SUFFIX;
        return environment(variable)
                .or(() -> environment(fileVariable).map(file -> SecretFile.read(fileVariable, file)));
    }

    /** Returns the value of a credential setting. */
    public Optional<Secret> secret(ProviderSetting setting) {
        return value(setting).map(Secret::of);
    }

    /**
     * Returns the value of a required setting.
     *
     * @throws LLMConfigurationException if it is missing; the message names the provider and the variables of the setting
     */
    public String require(String provider, ProviderSetting setting) {
        return value(setting).orElseThrow(() -> missing(provider, setting));
    }

    /**
     * Returns the value of a required credential setting.
     *
     * @throws LLMConfigurationException if it is missing; the message names the provider and the variables of the setting
     */
    public Secret requireSecret(String provider, ProviderSetting setting) {
        return secret(setting).orElseThrow(() -> missing(provider, setting));
    }

    private static LLMConfigurationException missing(String provider, ProviderSetting setting) {
        String what = setting.name().equals(ProviderSetting.API_KEY) ? "API key" : setting.name();
        return new LLMConfigurationException(
                "no " + what + " for " + provider + ": set " + String.join(" or ", setting.variables()));
    }

    /** Returns the names of the explicit settings, never their values. */
    @Override
    public String toString() {
        return "AdapterSettings" + explicit.keySet();
    }
}
