package dev.llmconnect.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One setting of a provider. Help texts, documents and error messages are generated from these. Immutable and thread-safe. */
public final class ProviderSetting {
    /** Name of the setting that holds the key. */
    public static final String API_KEY = "api_key";
    /** Name of the setting that holds the base URL. */
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

    /** Starts a setting of this name, for example {@code api_key}, that no variable sets. */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /** The API key, from the provider's customary variables. */
    public static ProviderSetting apiKey(String... variables) {
        return builder(API_KEY)
                .variables(variables)
                .secret()
                .description("the key of the provider's API")
                .build();
    }

    /** The base URL, from {@code LLM_CONNECT_<PROVIDER>_BASE_URL}, then from the provider's customary variables. */
    public static ProviderSetting baseUrl(String provider, @Nullable String defaultUrl, String... customaryVariables) {
        return builder(BASE_URL)
                .variables("LLM_CONNECT_" + variablePart(provider) + "_BASE_URL")
                .variables(customaryVariables)
                .defaultValue(defaultUrl)
                .description("the base URL of the provider's API")
                .build();
    }

    /** A name as part of an environment variable: in upper case, with {@code _} for everything but letters and digits. */
    public static String variablePart(String name) {
        return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    /** The setting's name, for example {@code api_key}. */
    public String name() {
        return name;
    }

    /** The environment variables that set it; the first one that is not blank wins. */
    public List<String> variables() {
        return variables;
    }

    /** The value when nothing sets one. */
    public @Nullable String defaultValue() {
        return defaultValue;
    }

    /** Whether its value is a credential; then it may also come from a file, see {@link AdapterSettings#environmentOrFile}. */
    public boolean secret() {
        return secret;
    }

    /** One sentence for help texts; empty without one. */
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

    /** Describes a setting. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private final List<String> variables = new ArrayList<>();
        private @Nullable String defaultValue;
        private boolean secret;
        private String description = "";

        private Builder(String name) {
            this.name = name;
        }

        /** Adds environment variables that set it; an earlier one wins. */
        public Builder variables(String... names) {
            variables.addAll(List.of(names));
            return this;
        }

        /** Adds environment variables that set it; an earlier one wins. */
        public Builder variables(List<String> names) {
            variables.addAll(names);
            return this;
        }

        /** The value when nothing sets one; none by default. */
        public Builder defaultValue(@Nullable String value) {
            defaultValue = value;
            return this;
        }

        /** Its value is a credential; by default it is not. */
        public Builder secret() {
            secret = true;
            return this;
        }

        /** One sentence for help texts; empty by default. */
        public Builder description(String sentence) {
            description = sentence;
            return this;
        }

        /** The setting. */
        public ProviderSetting build() {
            return new ProviderSetting(this);
        }
    }
}
