package dev.llmconnect.profiles;

import dev.llmconnect.RunConfig;
import dev.llmconnect.Secret;
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
 * A name that stands for a provider, a model and call values (the wire contract, section 4), each remembering which layer gave it.
 * Immutable and thread-safe.
 */
public final class Profile {
    /** What stands before the key of an entry of {@code model_params} in {@link #values()}. */
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

    /**
     * @param values checked one by one, the provider among them
     * @param apiKeys the content of the file that {@code api_key} names; empty without it
     */
    Profile(String name, Map<String, ProfileValue> values, List<Secret> apiKeys) {
        this.name = name;
        this.apiKeys = List.copyOf(apiKeys);
        this.values = ordered(values);
        RunConfig unnamed = configOf(name, this.values);
        this.config = text(ProfileField.MODEL)
                .map(model -> unnamed.toBuilder().modelName(model).build())
                .orElse(unnamed);
        this.policy = policyOf(name, this.values);
    }

    /**
     * A profile that is made by a program.
     *
     * @param config the call values; its model name is the provider's model
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
        // Among them a maximum of tokens whose name is to be kept.
        if (config.toMap().get(ProfileField.MODEL_PARAMS.key()) instanceof Map<?, ?> params) {
            params.forEach((key, value) -> values.put(PARAMS_PREFIX + key, new ProfileValue(value, FROM_CODE)));
        }
        return new Profile(name, values, List.of());
    }

    /** The name that requests ask by. */
    public String name() {
        return name;
    }

    /** The name or alias of the provider that answers. */
    public String provider() {
        return text(ProfileField.PROVIDER).orElseThrow();
    }

    /** The provider's model; empty where the server's or the provider's own is used. */
    public Optional<String> model() {
        return config.modelNameIfSet();
    }

    /** The call values that are set, the model among them. */
    public RunConfig config() {
        return config;
    }

    /** The policies that are set for this profile; defaults for every profile are not among them. */
    public PolicyConfig policy() {
        return policy;
    }

    /** The base URL of the provider's API, in place of the provider's own. */
    public Optional<String> baseUrl() {
        return text(ProfileField.BASE_URL);
    }

    /** The environment variable that holds the provider's key, in place of the customary one. */
    public Optional<String> apiKeyEnv() {
        return text(ProfileField.API_KEY_ENV);
    }

    /** The settings of the provider, by their names, that tell in what its API differs from others of its kind. */
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

    /** The provider's keys, in place of those of a variable; empty without {@code api_key}. */
    List<Secret> apiKeys() {
        return apiKeys;
    }

    /**
     * Every value that is set with its source, by {@link ProfileField#key()} and then {@link PolicyField#key()} in that order; an
     * entry of {@code model_params} as {@code model_params.reasoning_effort}.
     */
    public Map<String, ProfileValue> values() {
        return values;
    }

    /** What the names of this profile's environment variables begin with, for example {@code LLM_CONNECT_PROFILE_MY_NAME_}. */
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
