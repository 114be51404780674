package dev.llmconnect.formats.wire;

import dev.llmconnect.formats.json.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Restores in the body of a request what the client's document of the same format said, and a request has no place for. */
public final class SentDocument {
    private static final String TOOLS = "tools";

    private SentDocument() {}

    /**
     * Restores fields without effect, and the order of the tools.
     *
     * @param body the encoded body, which is changed
     * @param document what the client sent
     * @param withoutEffect values with which a field says nothing
     */
    public static void restore(
            Map<String, Object> body, Map<String, Object> document, Map<String, Object> withoutEffect) {
        document.forEach((name, value) -> {
            if (!body.containsKey(name) && (isEmpty(value) || same(value, withoutEffect.get(name)))) {
                body.put(name, value);
            }
        });
        if (body.get(TOOLS) instanceof List<?> tools && document.get(TOOLS) instanceof List<?> sent) {
            body.put(TOOLS, ordered(tools, sent));
        }
    }

    private static boolean isEmpty(@Nullable Object value) {
        return "".equals(value)
                || (value instanceof List<?> list && list.isEmpty())
                || (value instanceof Map<?, ?> map && map.isEmpty());
    }

    private static boolean same(@Nullable Object value, @Nullable Object other) {
        return (value instanceof Number one && other instanceof Number two)
                ? Double.compare(one.doubleValue(), two.doubleValue()) == 0
                : (value != null && value.equals(other));
    }

    /** The tools in the client's order; those that others added, at the end. */
    private static List<Object> ordered(List<?> tools, List<?> sent) {
        Map<String, Integer> places = new HashMap<>();
        for (Object tool : sent) {
            places.putIfAbsent(label(tool), places.size());
        }
        List<Object> ordered = new ArrayList<>(tools);
        ordered.sort(Comparator.comparingInt(tool -> places.getOrDefault(label(tool), Integer.MAX_VALUE)));
        return ordered;
    }

    /** Type and name, which stands in an object of its own in some formats. */
    private static String label(@Nullable Object value) {
        JsonNode tool = JsonNode.of(value);
        String type = tool.textOrEmpty("type");
        String name = tool.get(type).textOrEmpty("name");
        return type + ' ' + (name.isEmpty() ? tool.textOrEmpty("name") : name);
    }
}
