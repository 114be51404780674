package dev.llmconnect.internal.mapping;

import dev.llmconnect.structured.Description;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An enum, by the names of its constants. */
final class EnumMapping implements Mapping {
    private final Map<String, Object> constants = new LinkedHashMap<>();
    private final String description;

    EnumMapping(Class<?> type) {
        List<String> described = new ArrayList<>();
        Object[] values = type.getEnumConstants();
        for (Object value : values == null ? new Object[0] : values) {
            String name = ((Enum<?>) value).name();
            constants.put(name, value);
            String text = ofConstant(type, name);
            if (!text.isEmpty()) {
                described.add(name + ": " + text);
            }
        }
        description = String.join("; ", described);
    }

    private static String ofConstant(Class<?> type, String name) {
        try {
            return Descriptions.of(type.getField(name).getAnnotation(Description.class));
        } catch (NoSuchFieldException e) {
            return "";
        }
    }

    @Override
    public Map<String, Object> schema(SchemaBuilder builder) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "string");
        schema.put("enum", new ArrayList<>(constants.keySet()));
        return SchemaBuilder.described(schema, description);
    }

    @Override
    public @Nullable Object read(Object tree, String path, Reading reading) {
        Object constant = tree instanceof String name ? constants.get(name) : null;
        return constant != null
                ? constant
                : reading.mismatch(path, "one of " + String.join(", ", constants.keySet()), tree);
    }
}
