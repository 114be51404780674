package dev.llmconnect.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Definition of a provider's setting; the source of help texts, documentation and error messages. Immutable and thread-safe. */
public final class ProviderSetting {
    /** Name of the API key setting. */
    public static final String API_KEY = "api_key";
    /** Name of the base URL setting. */
    public static final String BASE_URL = "base_url";

    private final String name;
    private final List<String> variables;
    private final @Nullable String defaultValue;
    private final boolean secret;
    private final String description;

    private ProviderSetting(Builder builder) {
        name = builder.name;
        variables = List.copyOf(builder.variables);
        defaultValue = builder.defaultValue;
        secret = builder.secret;
        description = builder.description;
    }

    /** Returns a builder of a setting with this name, for example {@code api_key}, and no variables. */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /** Creates the API key setting, read from the given variables. */
    public static ProviderSetting apiKey(String... variables) {
        return builder(API_KEY)
                .variables(variables)
                .secret()
                .description("the key of the provider's API")
                .build();
    }

    /** Creates the base URL setting, read from {@code LLM_CONNECT_<PROVIDER>_BASE_URL}, then from the given variables. */
    public static ProviderSetting baseUrl(String provider, @Nullable String defaultUrl, String... customaryVariables) {
        return builder(BASE_URL)
                .variables("LLM_CONNECT_" + variablePart(provider) + "_BASE_URL")
                .variables(customaryVariables)
                .defaultValue(defaultUrl)
                .description("the base URL of the provider's API")
                .build();
    }

    /**
     * Converts a name to a part of an environment variable: upper case, with {@code _} for characters other than letters and
     * digits.
     */
    public static String variablePart(String name) {
        return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    /** Name of the setting, for example {@code api_key}. */
    public String name() {
        return name;
    }

    /** Environment variables of the setting; the first that is not blank applies. */
    public List<String> variables() {
        return variables;
    }

    /** Default value; {@code null} for none. */
    public @Nullable String defaultValue() {
        return defaultValue;
    }

    /** Whether the value is a credential, which may also be read from a file; see {@link AdapterSettings#environmentOrFile}. */
    public boolean isSecret() {
        return secret;
    }

    /** Description in one sentence, for help texts; may be empty. */
    public String description() {
        return description;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ProviderSetting setting
                && name.equals(setting.name)
                && variables.equals(setting.variables)
                && Objects.equals(defaultValue, setting.defaultValue)
                && secret == setting.secret
                && description.equals(setting.description);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, variables, defaultValue, secret, description);
    }

    @Override
    public String toString() {
        return "ProviderSetting[" + name + ", " + variables + "]";
    }

    /** Builder of a {@link ProviderSetting}. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private final List<String> variables = new ArrayList<>();
        private @Nullable String defaultValue;
        private boolean secret;
        private String description = "";

        private Builder(String name) {
            this.name = name;
        }

        /** Adds environment variables, after those already added. */
        public Builder variables(String... names) {
            variables.addAll(List.of(names));
            return this;
        }

        /** Adds environment variables, after those already added. */
        public Builder variables(List<String> names) {
            variables.addAll(names);
            return this;
        }

        /** Sets the default value. Default: none. */
        public Builder defaultValue(@Nullable String value) {
            defaultValue = value;
            return this;
        }

        /** Marks the value as a credential. Default: not a credential. */
        public Builder secret() {
            secret = true;
            return this;
        }

        /** Sets the description. Default: empty. */
        public Builder description(String text) {
            description = text;
            return this;
        }

        /** Creates the setting. */
        public ProviderSetting build() {
            return new ProviderSetting(this);
        }
    }
}
