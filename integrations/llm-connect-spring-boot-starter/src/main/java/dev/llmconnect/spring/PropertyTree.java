package dev.llmconnect.spring;

import dev.llmconnect.internal.JsonParser;
import dev.llmconnect.internal.JsonSyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Converts bound properties to JSON values: property files know only text, and binding makes lists to maps with indexes as keys. */
final class PropertyTree {
    private PropertyTree() {}

    /** Converts an object; names in kebab case become names in snake case. */
    static Map<String, Object> json(Map<String, Object> properties) {
        Map<String, Object> json = new LinkedHashMap<>();
        properties.forEach((name, value) -> json.put(snakeCase(name), value(value)));
        return json;
    }

    /** Returns {@code top_p} for {@code top-p}. */
    static String snakeCase(String name) {
        return name.replace('-', '_');
    }

    private static @Nullable Object value(@Nullable Object property) {
        if (property instanceof String text) {
            return scalar(text);
        }
        if (!(property instanceof Map<?, ?> map)) {
            return property;
        }
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        map.forEach((name, entry) -> members.put(String.valueOf(name), value(entry)));
        List<String> indexes =
                IntStream.range(0, members.size()).mapToObj(String::valueOf).toList();
        if (members.isEmpty() || !members.keySet().containsAll(indexes)) {
            return members;
        }
        List<@Nullable Object> elements = new ArrayList<>();
        indexes.forEach(index -> elements.add(members.get(index)));
        return elements;
    }

    /** Returns a number, a boolean, an object or a list if the text is JSON, otherwise the text. */
    private static @Nullable Object scalar(String text) {
        try {
            return JsonParser.read(text);
        } catch (JsonSyntaxException e) {
            return text;
        }
    }
}
