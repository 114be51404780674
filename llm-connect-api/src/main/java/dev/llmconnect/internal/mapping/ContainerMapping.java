package dev.llmconnect.internal.mapping;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A list, a set or an array.
 *
 * @param element what it holds
 * @param collector makes it from its elements
 */
record ContainerMapping(Mapping element, Function<List<Object>, Object> collector) implements Mapping {
    @Override
    public Map<String, Object> schema(SchemaBuilder builder) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "array");
        schema.put("items", element.schema(builder));
        return schema;
    }

    @Override
    public @Nullable Object read(Object tree, String path, Reading reading) {
        if (!(tree instanceof List<?> items)) {
            return reading.mismatch(path, "a list", tree);
        }
        List<Object> elements = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            Object item = element.readOrAbsent(items.get(i), path + "[" + i + "]", reading);
            if (item != null) {
                elements.add(item);
            }
        }
        return collector.apply(elements);
    }

    @Override
    public @Nullable Object notYet() {
        return collector.apply(List.of());
    }
}
