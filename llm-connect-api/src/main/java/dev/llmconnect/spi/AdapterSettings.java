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
 * The sources of a provider's settings: values given explicitly, else environment variables, else the setting's default. A blank value
 * counts as unset. A secret may also stand in a file that a variable names: {@code OPENAI_API_KEY_FILE} for {@code OPENAI_API_KEY}.
 * Immutable and thread-safe.
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

    /**
     * A copy in which a setting has this value, whatever the environment says. Creating an adapter fails if its provider lists no
     * setting of this name.
     */
    public AdapterSettings with(String setting, String value) {
        Map<String, String> more = new LinkedHashMap<>(explicit);
        more.put(setting, value);
        return new AdapterSettings(environment, Collections.unmodifiableMap(more));
    }

    /** The names of the settings that are given explicitly. */
    public Set<String> names() {
        return explicit.keySet();
    }

    /**
     * The value of a setting: the explicit one, else the first of its variables that is set, else its default.
     *
     * @throws LLMConfigurationException if the file that should hold a secret cannot be read
     */
    public Optional<String> value(ProviderSetting setting) {
        String given = explicit.get(setting.name());
        if (given != null && !given.isBlank()) {
            return Optional.of(given.strip());
        }
        return setting.variables().stream()
                .flatMap(variable -> (setting.secret() ? environmentOrFile(variable) : environment(variable)).stream())
                .findFirst()
                .or(() -> Optional.ofNullable(setting.defaultValue()));
    }

    /** A variable of the environment, unless it is blank. */
    public Optional<String> environment(String variable) {
        return Optional.ofNullable(environment.get(variable)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /**
     * A variable of the environment, else the content of the file that the variable with {@code _FILE} at its end names, without blanks
     * and line ends around it.
     *
     * @throws LLMConfigurationException if that file cannot be read or is empty; the message names it
     */
    public Optional<String> environmentOrFile(String variable) {
        String fileVariable = variable + SecretFile.SUFFIX;
        return environment(variable)
                .or(() -> environment(fileVariable).map(file -> SecretFile.read(fileVariable, file)));
    }

    /** The value of a setting that holds a credential. */
    public Optional<Secret> secret(ProviderSetting setting) {
        return value(setting).map(Secret::of);
    }

    /**
     * The value of a required setting.
     *
     * @throws LLMConfigurationException if it is missing; the message names the provider and the variables that set it
     */
    public String require(String provider, ProviderSetting setting) {
        return value(setting).orElseThrow(() -> missing(provider, setting));
    }

    /**
     * The value of a required setting that holds a credential.
     *
     * @throws LLMConfigurationException if it is missing; the message names the provider and the variables that set it
     */
    public Secret requireSecret(String provider, ProviderSetting setting) {
        return secret(setting).orElseThrow(() -> missing(provider, setting));
    }

    private static LLMConfigurationException missing(String provider, ProviderSetting setting) {
        String what = setting.name().equals(ProviderSetting.API_KEY) ? "API key" : setting.name();
        return new LLMConfigurationException(
                "no " + what + " for " + provider + ": set " + String.join(" or ", setting.variables()));
    }

    /** Names the explicit settings, without their values. */
    @Override
    public String toString() {
        return "AdapterSettings" + explicit.keySet();
    }
}
