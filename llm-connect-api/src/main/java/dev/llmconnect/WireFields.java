package dev.llmconnect;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Fields of a request that only one wire format knows, by the format's name (see {@link WireFormat}). Its adapters send them as they
 * are. An adapter of another format refuses what must be carried and leaves out, and reports, what is only a hint. Immutable.
 */
public final class WireFields {
    /** No fields. */
    public static final WireFields NONE = new WireFields(Map.of(), Map.of());

    private final Map<String, Map<String, Object>> required;
    private final Map<String, Map<String, Object>> hints;

    private WireFields(Map<String, Map<String, Object>> required, Map<String, Map<String, Object>> hints) {
        this.required = required;
        this.hints = hints;
    }

    /** A copy with fields that change the answer; they replace those there were of that format. */
    public WireFields with(String wire, Map<String, ?> fields) {
        return new WireFields(more(required, wire, fields), hints);
    }

    /** A copy with fields without which the answer is the same; they replace those there were of that format. */
    public WireFields withHints(String wire, Map<String, ?> fields) {
        return new WireFields(required, more(hints, wire, fields));
    }

    /** Everything for a format's adapters to send. */
    public Map<String, Object> of(String wire) {
        if (hints.isEmpty() && required.isEmpty()) {
            return Map.of();
        }
        Map<String, Object> all = new LinkedHashMap<>(hints.getOrDefault(wire, Map.of()));
        all.putAll(required.getOrDefault(wire, Map.of()));
        return Collections.unmodifiableMap(all);
    }

    /** A copy without a field of a format. */
    public WireFields without(String wire, String name) {
        return new WireFields(less(required, wire, name), less(hints, wire, name));
    }

    /** Every field of every format by its name; of fields with the same name, one of them. */
    public Map<String, Object> all() {
        Map<String, Object> all = new LinkedHashMap<>();
        hints.values().forEach(all::putAll);
        required.values().forEach(all::putAll);
        return Collections.unmodifiableMap(all);
    }

    /** The names of what a format cannot carry and must not lose. */
    public List<String> foreignTo(String wire) {
        return names(required, wire);
    }

    /** The names of what a format cannot carry and may leave out. */
    public List<String> foreignHintsTo(String wire) {
        return names(hints, wire);
    }

    private static List<String> names(Map<String, Map<String, Object>> fields, String wire) {
        if (fields.isEmpty()) {
            return List.of();
        }
        return fields.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(wire))
                .flatMap(entry -> entry.getValue().keySet().stream())
                .toList();
    }

    private static Map<String, Map<String, Object>> less(
            Map<String, Map<String, Object>> all, String wire, String name) {
        Map<String, Object> fields = new LinkedHashMap<>(all.getOrDefault(wire, Map.of()));
        return fields.keySet().remove(name) ? more(all, wire, fields) : all;
    }

    private static Map<String, Map<String, Object>> more(
            Map<String, Map<String, Object>> all, String wire, Map<String, ?> fields) {
        Map<String, Map<String, Object>> more = new LinkedHashMap<>(all);
        more.put(wire, Collections.unmodifiableMap(new LinkedHashMap<>(fields)));
        return Collections.unmodifiableMap(more);
    }
}
