package dev.llmconnect.profiles;

import dev.llmconnect.RunConfig;
import dev.llmconnect.Secret;
import dev.llmconnect.internal.NamePattern;
import dev.llmconnect.profiles.policy.PolicyConfig;
import dev.llmconnect.profiles.policy.PolicyField;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A named combination of provider, model and call values (wire contract, section 4), with the source of each value. Immutable and
 * thread-safe.
 */
public final class Profile {
    /** Prefix of {@code model_params} entries in {@link #values()}. */
    static final String PARAMS_PREFIX = ProfileField.MODEL_PARAMS.key() + ".";

    private static final String FROM_CODE = "code";
    private static final List<String> CALL_VALUES = List.of(
            ProfileField.TEMPERATURE.key(),
            ProfileField.MAX_TOKENS.key(),
            ProfileField.MAX_DEPTH.key(),
            ProfileField.TIMEOUT_SECONDS.key(),
            ProfileField.UNSUPPORTED_PARAMS.key(),
            ProfileField.PROMPT_CACHE.key());

    private final String name;
    private final Map<String, ProfileValue> values;
    private final RunConfig config;
    private final PolicyConfig policy;
    private final List<Secret> apiKeys;
    private final NamePattern pattern;

    /**
     * Creates a profile.
     *
     * @param values validated values, including the provider
     * @param apiKeys content of the file named by {@code api_key}; empty without it
     */
    Profile(String name, Map<String, ProfileValue> values, List<Secret> apiKeys) {
        this.name = name;
        this.pattern = NamePattern.of(name);
        this.apiKeys = List.copyOf(apiKeys);
        this.values = ordered(values);
        RunConfig unnamed = configOf(name, this.values);
        this.config = text(ProfileField.MODEL)
                .map(model -> unnamed.toBuilder().modelName(model).build())
                .orElse(unnamed);
        this.policy = policyOf(name, this.values);
    }

    /**
     * Creates a profile programmatically.
     *
     * @param config call values; its model name is the provider's model
     */
    public static Profile of(String name, String provider, RunConfig config) {
        Map<String, ProfileValue> values = new LinkedHashMap<>();
        values.put(ProfileField.PROVIDER.key(), new ProfileValue(provider, FROM_CODE));
        config.modelNameIfSet()
                .ifPresent(model -> values.put(ProfileField.MODEL.key(), new ProfileValue(model, FROM_CODE)));
        config.toMap().forEach((key, value) -> {
            if (CALL_VALUES.contains(key)) {
                values.put(key, new ProfileValue(value, FROM_CODE));
            }
        });
        // May include a maximum of tokens whose name must be kept.
        if (config.toMap().get(ProfileField.MODEL_PARAMS.key()) instanceof Map<?, ?> params) {
            params.forEach((key, value) -> values.put(PARAMS_PREFIX + key, new ProfileValue(value, FROM_CODE)));
        }
        return new Profile(name, values, List.of());
    }

    /** Name used in requests. */
    public String name() {
        return name;
    }

    /** Whether the name is a pattern, in which {@code *} stands for any text, so that the profile has many names. */
    public boolean isPattern() {
        return NamePattern.isPattern(name);
    }

    /** The name as a pattern. */
    NamePattern pattern() {
        return pattern;
    }

    /**
     * Returns the model that is asked for a requested name, if the name of this profile is a pattern that matches: {@link #model()} with
     * what the first {@code *} of the name stands for in place of its own {@code *}, or the requested name if no model is set. Otherwise
     * {@link #model()}, unless that has a {@code *}.
     */
    public Optional<String> modelFor(String requested) {
        Optional<String> wildcard = isPattern() ? pattern.wildcard(requested) : Optional.empty();
        if (wildcard.isEmpty()) {
            return model().filter(model -> !isPattern() || !NamePattern.isPattern(model));
        }
        return Optional.of(
                model().map(model -> NamePattern.fill(model, wildcard.get())).orElse(requested));
    }

    /** Name or alias of the provider. */
    public String provider() {
        return text(ProfileField.PROVIDER).orElseThrow();
    }

    /** Model of the provider; empty for the server's or the provider's default. */
    public Optional<String> model() {
        return config.modelNameIfSet();
    }

    /** Call values that are set, including the model. */
    public RunConfig config() {
        return config;
    }

    /** Policies that are set for this profile, without the defaults. */
    public PolicyConfig policy() {
        return policy;
    }

    /** Base URL of the provider's API; empty for the provider's default. */
    public Optional<String> baseUrl() {
        return text(ProfileField.BASE_URL);
    }

    /** Environment variable with the provider's key; empty for the provider's customary variable. */
    public Optional<String> apiKeyEnv() {
        return text(ProfileField.API_KEY_ENV);
    }

    /** Provider settings, by name, that describe how its API deviates from others of its kind. */
    Map<String, String> dialect() {
        Map<String, String> settings = new TreeMap<>();
        for (ProfileField field : ProfileField.DIALECT) {
            ProfileValue value = values.get(field.key());
            if (value != null) {
                settings.put(field.key(), String.valueOf(value.value()).strip());
            }
        }
        return settings;
    }

    /** Keys of the provider, which take precedence over variables; empty without {@code api_key}. */
    List<Secret> apiKeys() {
        return apiKeys;
    }

    /**
     * Values that are set, with their sources, by {@link ProfileField#key()} and then {@link PolicyField#key()}; entries of
     * {@code model_params} as {@code model_params.reasoning_effort}.
     */
    public Map<String, ProfileValue> values() {
        return values;
    }

    /** Prefix of this profile's environment variables, for example {@code LLM_CONNECT_PROFILE_MY_NAME_}. */
    public String environmentPrefix() {
        return EnvironmentOverrides.prefix(name);
    }

    @Override
    public String toString() {
        return "Profile[" + name + ", " + provider() + ", " + config + "]";
    }

    private Optional<String> text(ProfileField field) {
        ProfileValue value = values.get(field.key());
        return value != null && value.value() instanceof String text ? Optional.of(text.strip()) : Optional.empty();
    }

    private static Map<String, ProfileValue> ordered(Map<String, ProfileValue> values) {
        Map<String, ProfileValue> ordered = new LinkedHashMap<>();
        for (String path : DefinitionField.paths()) {
            boolean params = path.equals(ProfileField.MODEL_PARAMS.key());
            values.forEach((key, value) -> {
                if (key.equals(path) || (params && key.startsWith(PARAMS_PREFIX))) {
                    ordered.put(key, value);
                }
            });
        }
        return Collections.unmodifiableMap(ordered);
    }

    private static PolicyConfig policyOf(String name, Map<String, ProfileValue> values) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (PolicyField field : PolicyField.values()) {
            ProfileValue value = values.get(field.key());
            if (value != null) {
                fields.put(field.key(), value.value());
            }
        }
        return PolicyConfig.fromMap(name, fields);
    }

    private static RunConfig configOf(String name, Map<String, ProfileValue> values) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        Map<String, @Nullable Object> params = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            if (key.startsWith(PARAMS_PREFIX)) {
                params.put(key.substring(PARAMS_PREFIX.length()), value.value());
            } else if (CALL_VALUES.contains(key)) {
                fields.put(key, value.value());
            }
        });
        fields.put(ProfileField.MODEL_PARAMS.key(), params);
        return RunConfig.fromMap(name, fields);
    }
}
