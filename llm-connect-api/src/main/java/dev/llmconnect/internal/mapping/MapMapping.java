package dev.llmconnect.internal.mapping;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A map with texts as keys: a list of entries, since the strict modes of providers allow no members that the schema does not name. An
 * object is read as well.
 *
 * @param element what it holds
 */
record MapMapping(Mapping element) implements Mapping {
    private static final String KEY = "key";
    private static final String VALUE = "value";

    @Override
    public Map<String, Object> schema(SchemaBuilder builder) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put(KEY, Map.of("type", "string"));
        entry.put(VALUE, element.schema(builder));
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "array");
        schema.put("items", SchemaBuilder.object(entry));
        return schema;
    }

    @Override
    public @Nullable Object read(Object tree, String path, Reading reading) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (tree instanceof Map<?, ?> object) {
            object.forEach((name, item) -> put(map, String.valueOf(name), item, path, reading));
        } else if (tree instanceof List<?> entries) {
            for (Object entry : entries) {
                if (entry instanceof Map<?, ?> pair && pair.get(KEY) instanceof String name) {
                    put(map, name, pair.get(VALUE), path, reading);
                } else {
                    reading.mismatch(path, "a list of objects with key and value", entry);
                }
            }
        } else {
            return reading.mismatch(path, "a list of objects with key and value", tree);
        }
        return Collections.unmodifiableMap(map);
    }

    private void put(Map<String, Object> map, String name, @Nullable Object item, String path, Reading reading) {
        Object value = element.readOrAbsent(item, Reading.member(path, name), reading);
        if (value != null) {
            map.put(name, value);
        }
    }

    @Override
    public @Nullable Object notYet() {
        return Map.of();
    }
}
