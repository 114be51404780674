package dev.llmconnect.profiles;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.internal.Suggestions;
import dev.llmconnect.profiles.policy.PolicyConfig;
import dev.llmconnect.profiles.policy.PolicyField;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Field of a definition: a {@link ProfileField} or a {@link PolicyField}. Entries of objects that are merged individually are
 * stored individually, as {@code model_params.seed} or {@code retry.max_attempts}.
 */
final class DefinitionField {
    private DefinitionField() {}

    /** Keys of all fields, in display order. */
    static List<String> paths() {
        return Stream.concat(
                        ProfileField.keys().stream(),
                        Arrays.stream(PolicyField.values()).map(PolicyField::key))
                .toList();
    }

    /**
     * Validates a field and splits it into its entries.
     *
     * @return values by path; empty for {@code null}
     * @throws dev.llmconnect.LLMInvalidRequestException if the value is invalid; the message names the profile and the field
     * @throws LLMConfigurationException if the value is invalid; the message names the field
     */
    static Map<String, @Nullable Object> read(String profile, String key, @Nullable Object value) {
        Optional<ProfileField> field = ProfileField.of(key);
        boolean policy = PolicyConfig.fieldNames().contains(key.replaceFirst("\\..*", ""));
        if (field.isEmpty() && !policy) {
            throw unknown(key);
        }
        if (value == null) {
            return Map.of();
        }
        if (policy) {
            PolicyConfig.fromMap(profile, Map.of(key, value));
            Map<String, @Nullable Object> paths = entries(key, value);
            paths.values().removeIf(entry -> entry == null);
            return byCurrentName(paths);
        }
        field.orElseThrow().check(profile, value);
        return field.get() == ProfileField.MODEL_PARAMS ? entries(key, value) : Collections.singletonMap(key, value);
    }

    private static Map<String, @Nullable Object> entries(String key, Object value) {
        Map<String, @Nullable Object> paths = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> entries) {
            entries.forEach((name, entry) -> paths.put(key + "." + name, entry));
        } else {
            paths.put(key, value);
        }
        return paths;
    }

    private static Map<String, @Nullable Object> byCurrentName(Map<String, @Nullable Object> paths) {
        Map<String, @Nullable Object> current = new LinkedHashMap<>();
        paths.forEach((path, entry) ->
                current.put(PolicyField.of(path).map(PolicyField::key).orElse(path), entry));
        return current;
    }

    private static LLMConfigurationException unknown(String key) {
        List<String> accepted = Stream.concat(ProfileField.keys().stream(), PolicyConfig.fieldNames().stream())
                .toList();
        return new LLMConfigurationException("unknown field `" + key + "`" + Suggestions.didYouMean(key, accepted)
                + "; accepted: " + String.join(", ", accepted));
    }
}
