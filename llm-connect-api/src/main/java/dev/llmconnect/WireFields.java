package dev.llmconnect;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Request fields specific to one wire format, by the format's name (see {@link WireFormat}). Adapters of the format send them
 * unchanged. Adapters of other formats refuse required fields, and omit and report hints. Immutable and thread-safe.
 *
 * <p>A request that was read from a wire format also has its {@linkplain #document document}. Adapters of that format take from it
 * what the request itself has no place for, such as the order of its tools.
 */
public final class WireFields {
    /** No fields. */
    public static final WireFields NONE = new WireFields(Map.of(), Map.of(), null, Map.of());

    private final Map<String, Map<String, Object>> required;
    private final Map<String, Map<String, Object>> hints;
    private final @Nullable String documentWire;
    private final Map<String, Object> document;

    private WireFields(
            Map<String, Map<String, Object>> required,
            Map<String, Map<String, Object>> hints,
            @Nullable String documentWire,
            Map<String, Object> document) {
        this.required = required;
        this.hints = hints;
        this.documentWire = documentWire;
        this.document = document;
    }

    /** Returns a copy with required fields, which affect the answer; replaces the required fields of the format. */
    public WireFields with(String wire, Map<String, ?> fields) {
        return new WireFields(more(required, wire, fields), hints, documentWire, document);
    }

    /** Returns a copy with hints, which do not affect the answer; replaces the hints of the format. */
    public WireFields withHints(String wire, Map<String, ?> fields) {
        return new WireFields(required, more(hints, wire, fields), documentWire, document);
    }

    /**
     * Returns a copy with the document the request was read from; replaces the document of any format.
     *
     * @param body top-level object of the request; not copied
     */
    public WireFields withDocument(String wire, Map<String, ? extends @Nullable Object> body) {
        return new WireFields(required, hints, wire, Collections.unmodifiableMap(body));
    }

    /** Document the request was read from; empty if it was not read from this format. */
    public Optional<Map<String, Object>> document(String wire) {
        return wire.equals(documentWire) ? Optional.of(document) : Optional.empty();
    }

    /** Returns all fields of a format. */
    public Map<String, Object> of(String wire) {
        if (hints.isEmpty() && required.isEmpty()) {
            return Map.of();
        }
        Map<String, Object> all = new LinkedHashMap<>(hints.getOrDefault(wire, Map.of()));
        all.putAll(required.getOrDefault(wire, Map.of()));
        return Collections.unmodifiableMap(all);
    }

    /** Required fields by wire format; unmodifiable. */
    public Map<String, Map<String, Object>> required() {
        return required;
    }

    /** Hints by wire format; unmodifiable. */
    public Map<String, Map<String, Object>> hints() {
        return hints;
    }

    /** Returns a copy without a field of a format. */
    public WireFields without(String wire, String name) {
        Map<String, Object> said = document;
        if (wire.equals(documentWire) && document.containsKey(name)) {
            said = new LinkedHashMap<>(document);
            said.remove(name);
        }
        return new WireFields(less(required, wire, name), less(hints, wire, name), documentWire, said);
    }

    /** Returns the fields of all formats by name; of several fields with the same name, one. */
    public Map<String, Object> all() {
        Map<String, Object> all = new LinkedHashMap<>();
        hints.values().forEach(all::putAll);
        required.values().forEach(all::putAll);
        return Collections.unmodifiableMap(all);
    }

    /** Names of required fields of other formats, which must be refused. */
    public List<String> foreignTo(String wire) {
        return names(required, wire);
    }

    /** Names of hints of other formats, which may be omitted. */
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
