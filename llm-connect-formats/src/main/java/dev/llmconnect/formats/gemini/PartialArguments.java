package dev.llmconnect.formats.gemini;

import dev.llmconnect.formats.json.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a call that come value by value ({@code partialArgs}), each with the JSON path it belongs to. A text can come in
 * several pieces.
 */
final class PartialArguments {
    /** What Google writes of RFC 9535: {@code .name}, {@code ['name']} and {@code [0]}. */
    private static final Pattern STEP =
            Pattern.compile("\\.([^.\\[]+)|\\[(\\d{1,6})\\]|\\['([^']*)'\\]|\\[\"([^\"]*)\"\\]");

    /** No place further behind the end of a list than this is filled. */
    private static final int MAX_GAP = 100;

    private final Map<String, @Nullable Object> root = new LinkedHashMap<>();
    private boolean grows;

    /** Takes arguments that come whole. */
    void addAll(Map<String, Object> arguments) {
        root.putAll(arguments);
    }

    /** Takes one of {@code partialArgs}. What cannot be placed is left out. */
    void add(JsonNode piece) {
        String path = piece.textOrEmpty("jsonPath");
        List<Object> steps = new ArrayList<>();
        Matcher step = STEP.matcher(path);
        int end = path.startsWith("$") ? 1 : 0;
        while (step.find(end) && step.start() == end) {
            end = step.end();
            steps.add(step.group(2) != null ? (Object) Integer.valueOf(step.group(2)) : name(step));
        }
        if (end == path.length() && !steps.isEmpty()) {
            put(root, steps, piece);
        }
    }

    Map<String, @Nullable Object> assemble() {
        if (grows) {
            root.replaceAll((name, value) -> finished(value));
        }
        return root;
    }

    /** A text that grows is a builder until here. */
    @SuppressWarnings("unchecked") // made here, or by the JSON reader, with strings as keys
    private static @Nullable Object finished(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            ((Map<String, @Nullable Object>) map).replaceAll((name, inner) -> finished(inner));
        } else if (value instanceof List<?> list) {
            ((List<@Nullable Object>) list).replaceAll(PartialArguments::finished);
        }
        return value instanceof StringBuilder text ? text.toString() : value;
    }

    private static String name(Matcher step) {
        if (step.group(1) != null) {
            return step.group(1);
        }
        return step.group(3) != null ? step.group(3) : String.valueOf(step.group(4));
    }

    private void put(Object root, List<Object> steps, JsonNode piece) {
        Object place = root;
        for (int i = 0; i < steps.size() - 1; i++) {
            Object inner = get(place, steps.get(i));
            if (!(inner instanceof Map) && !(inner instanceof List)) {
                inner = steps.get(i + 1) instanceof Integer ? new ArrayList<>() : new LinkedHashMap<>();
                set(place, steps.get(i), inner);
            }
            place = inner;
        }
        Object last = steps.get(steps.size() - 1);
        Object value = value(piece);
        if (value instanceof String more && get(place, last) instanceof CharSequence text) {
            value = (text instanceof StringBuilder growing ? growing : new StringBuilder(text)).append(more);
            grows = true;
        }
        set(place, last, value);
    }

    private static @Nullable Object value(JsonNode piece) {
        for (String kind : List.of("stringValue", "numberValue", "boolValue")) {
            if (piece.has(kind)) {
                return piece.get(kind).raw();
            }
        }
        return null;
    }

    private static @Nullable Object get(Object place, Object step) {
        if (place instanceof Map<?, ?> map) {
            return map.get(step);
        }
        return place instanceof List<?> list && step instanceof Integer index && index < list.size()
                ? list.get(index)
                : null;
    }

    @SuppressWarnings("unchecked") // made here, or by the JSON reader, with strings as keys
    private static void set(Object place, Object step, @Nullable Object value) {
        if (place instanceof Map<?, ?> map && step instanceof String name) {
            ((Map<String, @Nullable Object>) map).put(name, value);
        } else if (place instanceof List<?> && step instanceof Integer index) {
            List<@Nullable Object> list = (List<@Nullable Object>) place;
            if (index - list.size() > MAX_GAP) {
                return;
            }
            while (list.size() <= index) {
                list.add(null);
            }
            list.set(index, value);
        }
    }
}
