package dev.llmconnect.formats.gemini;

import dev.llmconnect.formats.endpoint.RequestFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Objects of Google's JSON, which takes names in {@code camelCase} and in {@code snake_case}, and one element in place of an array of it.
 * Only for objects whose names Google defines: those of schemas and arguments stay as they are.
 *
 * <p>Source: <a href="https://protobuf.dev/programming-guides/json/">the JSON form of protocol buffers</a>, and Google's own examples.
 */
final class ProtoFields {
    private ProtoFields() {}

    /** The fields of an object, by their names in camel case. */
    static RequestFields of(String path, @Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw RequestFields.wrongType(path, "an object", value);
        }
        Map<String, @Nullable Object> named = new LinkedHashMap<>();
        map.forEach((name, inner) -> named.put(camelCase(String.valueOf(name)), inner));
        return new RequestFields(path, named);
    }

    static Optional<RequestFields> object(RequestFields parent, String name) {
        return parent.any(name).map(value -> of(parent.path(name), value));
    }

    /** The objects of an array, or the one object in its place; none when it is absent. */
    static List<RequestFields> objects(RequestFields parent, String name) {
        Object value = parent.any(name).orElse(List.of());
        if (value instanceof Map<?, ?>) {
            return List.of(of(parent.path(name), value));
        }
        if (!(value instanceof List<?> list)) {
            throw RequestFields.wrongType(parent.path(name), "an array", value);
        }
        List<RequestFields> objects = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            objects.add(of(parent.path(name) + "[" + i + "]", list.get(i)));
        }
        return objects;
    }

    private static String camelCase(String name) {
        if (name.indexOf('_') < 0) {
            return name;
        }
        StringBuilder camel = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            boolean joins = name.charAt(i) == '_' && !camel.isEmpty() && i + 1 < name.length();
            camel.append(joins ? Character.toUpperCase(name.charAt(++i)) : name.charAt(i));
        }
        return camel.toString();
    }
}
