package dev.llmconnect.profiles.policy;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.Redactor;
import dev.llmconnect.internal.Suggestions;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Parses {@link PolicyField}s from JSON values and environment variables, and reports exactly what is invalid. */
final class PolicyReader {
    private static final int MAX_ECHO = 60;

    private PolicyReader() {}

    /** Top-level field names, without duplicates: {@code retry}, {@code fallbacks}, … */
    static List<String> names() {
        return Arrays.stream(PolicyField.values())
                .map(field -> head(field.key()))
                .distinct()
                .toList();
    }

    static Map<PolicyField, Object> fromMap(String path, Map<?, ?> json) {
        Map<PolicyField, Object> values = new EnumMap<>(PolicyField.class);
        read(path, "", json, values);
        return values;
    }

    static Map<PolicyField, Object> fromVariables(String prefix, Map<String, String> environment) {
        Map<PolicyField, Object> values = new EnumMap<>(PolicyField.class);
        for (PolicyField field : PolicyField.values()) {
            field.oldVariable(prefix).ifPresent(old -> readVariable(field, old, environment, values));
            readVariable(field, field.variable(prefix), environment, values);
        }
        return values;
    }

    private static void readVariable(
            PolicyField field, String name, Map<String, String> environment, Map<PolicyField, Object> values) {
        String text = environment.getOrDefault(name, "").strip();
        if (!text.isEmpty()) {
            values.put(field, field.read(name, field.fromVariable(text)));
        }
    }

    /**
     * Parses the fields of an object.
     *
     * @param path prefix of field names in messages
     * @param parent key of the object with a trailing dot; empty at the top level
     */
    private static void read(String path, String parent, Map<?, ?> json, Map<PolicyField, Object> values) {
        List<String> keys = Arrays.stream(PolicyField.values())
                .map(PolicyField::key)
                .filter(key -> key.startsWith(parent))
                .toList();
        json.forEach((name, value) -> {
            String key = parent + name;
            boolean known = keys.stream().anyMatch(it -> it.equals(key) || it.startsWith(key + "."))
                    || PolicyField.of(key).isPresent();
            if (!known) {
                throw unknown(path + parent, String.valueOf(name), parent, keys);
            }
            if (value != null) {
                readKey(path, key, value, values);
            }
        });
    }

    private static void readKey(String path, String key, Object value, Map<PolicyField, Object> values) {
        PolicyField field = PolicyField.of(key).orElse(null);
        if (field != null) {
            if (values.put(field, field.read(path + key, value)) != null) {
                throw new LLMConfigurationException(path + field.key() + " is set twice, by its old name too");
            }
            return;
        }
        if (!(value instanceof Map<?, ?> object)) {
            throw new LLMConfigurationException(path + key + " must be an object, got " + shown(value));
        }
        read(path, key + ".", object, values);
    }

    private static LLMConfigurationException unknown(String where, String name, String parent, List<String> keys) {
        List<String> accepted = keys.stream()
                .map(key -> head(key.substring(parent.length())))
                .distinct()
                .toList();
        String place = where.isEmpty() ? "policy" : where.substring(0, where.length() - 1);
        return new LLMConfigurationException("unknown " + place + " field `" + cut(name) + "`"
                + Suggestions.didYouMean(name, accepted) + "; accepted: " + String.join(", ", accepted));
    }

    private static String head(String key) {
        int dot = key.indexOf('.');
        return dot < 0 ? key : key.substring(0, dot);
    }

    static String shown(Object value) {
        if (value instanceof Map) {
            return "an object";
        }
        if (value instanceof Collection) {
            return "an array";
        }
        String text = cut(String.valueOf(value));
        return value instanceof String ? "\"" + text + "\"" : text;
    }

    static String cut(String text) {
        return Redactor.redact(text, MAX_ECHO);
    }
}
