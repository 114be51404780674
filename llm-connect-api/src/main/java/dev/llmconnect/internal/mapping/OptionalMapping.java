package dev.llmconnect.internal.mapping;

import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A value that may be missing.
 *
 * @param element what it is when it is there
 * @param wrapper makes the optional of it
 * @param empty the optional without it
 */
record OptionalMapping(Mapping element, Function<Object, Object> wrapper, Object empty) implements Mapping {
    @Override
    public Map<String, Object> schema(SchemaBuilder builder) {
        return SchemaBuilder.nullable(element.schema(builder));
    }

    @Override
    public @Nullable Object read(Object tree, String path, Reading reading) {
        Object value = element.read(tree, path, reading);
        return value == null ? null : wrapper.apply(value);
    }

    @Override
    public Object absent(String path, Reading reading) {
        return empty;
    }

    @Override
    public Object notYet() {
        return empty;
    }
}
