package dev.llmconnect.profiles;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMProfileException;
import dev.llmconnect.Secret;
import dev.llmconnect.internal.SecretFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Merges layers of definitions, lowest first: a later value of a field replaces an earlier one together with its source.
 * Validates every value, including those replaced later.
 */
final class ProfileLayers {
    private static final int MAX_NAME_LENGTH = 100;

    private final Map<String, Map<String, ProfileValue>> valuesByProfile = new LinkedHashMap<>();
    private final Map<String, Set<String>> sourcesByProfile = new LinkedHashMap<>();

    /** Names defined so far. */
    Set<String> names() {
        return valuesByProfile.keySet();
    }

    /**
     * Adds a layer of definitions. {@code null} definitions and fields are ignored.
     *
     * @throws LLMProfileException if a definition is invalid; the message names the source, the profile and the field
     */
    void add(String source, Map<String, @Nullable Object> definitions) {
        definitions.forEach((name, definition) -> {
            requireName(source, name);
            if (definition instanceof Map<?, ?> fields) {
                layer(source, name, fields(source, name, fields));
            } else if (definition != null) {
                throw bad(source, name, name + " must be an object", null);
            }
        });
    }

    /**
     * Adds a single value.
     *
     * @throws LLMProfileException if the value is invalid; the message names the source, the profile and the field
     */
    void override(String source, String name, String field, Object value) {
        layer(source, name, fields(source, name, Map.of(field, value)));
    }

    /**
     * Returns the merged profiles, in order of first definition.
     *
     * @throws LLMProfileException if a profile has no provider
     */
    List<Profile> merged() {
        List<Profile> merged = new ArrayList<>();
        valuesByProfile.forEach((name, values) -> {
            String provider = ProfileField.PROVIDER.key();
            if (!values.containsKey(provider)) {
                String sources = String.join(", ", sourcesByProfile.getOrDefault(name, Set.of()));
                throw bad(sources, name, name + "." + provider + " must be set", null);
            }
            merged.add(new Profile(name, values, keys(name, values)));
        });
        return merged;
    }

    /** Reads the keys from the file named by {@code api_key}. */
    private static List<Secret> keys(String name, Map<String, ProfileValue> values) {
        ProfileValue reference = values.get(ProfileField.API_KEY.key());
        if (reference == null) {
            return List.of();
        }
        try {
            String path = FieldCheck.path(String.valueOf(reference.value()));
            return ProviderKeys.split(SecretFile.read(ProfileField.API_KEY.key() + " of " + name, path)).stream()
                    .map(Secret::of)
                    .toList();
        } catch (LLMConfigurationException e) {
            throw bad(reference.source(), name, e.getMessage(), e);
        }
    }

    /** Creates the exception of an invalid definition. */
    static LLMProfileException bad(String source, String profile, String what, @Nullable Throwable cause) {
        return LLMProfileException.invalidDefinition(
                "invalid profile `" + profile + "` (" + source + "): " + what, cause);
    }

    private void layer(String source, String name, Map<String, ProfileValue> values) {
        Map<String, ProfileValue> lower = valuesByProfile.computeIfAbsent(name, key -> new LinkedHashMap<>());
        if (namesAnotherProvider(values, lower)) {
            // A base URL belongs to its provider: another provider's key must never be sent there.
            lower.remove(ProfileField.BASE_URL.key());
            lower.remove(ProfileField.API_KEY_ENV.key());
            lower.remove(ProfileField.API_KEY.key());
            ProfileField.DIALECT.forEach(field -> lower.remove(field.key()));
        }
        // Two ways to set the same value: the upper layer applies.
        if (values.containsKey(ProfileField.API_KEY.key())) {
            lower.remove(ProfileField.API_KEY_ENV.key());
        } else if (values.containsKey(ProfileField.API_KEY_ENV.key())) {
            lower.remove(ProfileField.API_KEY.key());
        }
        lower.putAll(values);
        sourcesByProfile.computeIfAbsent(name, key -> new LinkedHashSet<>()).add(source);
    }

    private static boolean namesAnotherProvider(Map<String, ProfileValue> upper, Map<String, ProfileValue> lower) {
        ProfileValue now = upper.get(ProfileField.PROVIDER.key());
        ProfileValue before = lower.get(ProfileField.PROVIDER.key());
        return now != null
                && before != null
                && !String.valueOf(now.value()).equalsIgnoreCase(String.valueOf(before.value()));
    }

    private static Map<String, ProfileValue> fields(String source, String profile, Map<?, ?> definition) {
        Map<String, ProfileValue> values = new LinkedHashMap<>();
        definition.forEach((key, value) -> {
            Map<String, @Nullable Object> read;
            try {
                read = DefinitionField.read(profile, String.valueOf(key), value);
            } catch (LLMInvalidRequestException | LLMConfigurationException e) {
                throw bad(source, profile, e.getMessage(), e);
            }
            read.forEach((path, entry) -> {
                if (values.put(path, new ProfileValue(entry, source)) != null) {
                    throw bad(source, profile, profile + "." + path + " is set twice", null);
                }
            });
        });
        if (values.containsKey(ProfileField.API_KEY.key()) && values.containsKey(ProfileField.API_KEY_ENV.key())) {
            throw bad(source, profile, profile + " has both api_key and api_key_env; set one of them", null);
        }
        return values;
    }

    private static void requireName(String source, String name) {
        boolean usable = !name.isBlank()
                && name.length() <= MAX_NAME_LENGTH
                && name.equals(name.strip())
                && name.chars().noneMatch(Character::isISOControl);
        if (!usable) {
            throw bad(
                    source,
                    name,
                    "a profile name has 1 to " + MAX_NAME_LENGTH
                            + " characters, no space at its ends and no control character",
                    null);
        }
    }
}
