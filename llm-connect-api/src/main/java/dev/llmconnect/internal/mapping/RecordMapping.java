package dev.llmconnect.internal.mapping;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A record. What its constructor refuses counts as wrong, so a record can say more of its values than a schema can. */
final class RecordMapping implements Mapping {
    private final Class<?> type;
    private final Constructor<?> constructor;
    // filled in once the components are known, which may be records of this type
    private Members members = new Members(List.of());

    RecordMapping(Class<?> type, Constructor<?> constructor) {
        this.type = type;
        this.constructor = constructor;
    }

    void members(Members known) {
        members = known;
    }

    Class<?> type() {
        return type;
    }

    @Override
    public Map<String, Object> schema(SchemaBuilder builder) {
        return builder.named(this, type.getSimpleName(), () -> object(builder, Map.of()));
    }

    /** The schema with further properties before its own. */
    Map<String, Object> object(SchemaBuilder builder, Map<String, Object> before) {
        Map<String, Object> properties = new LinkedHashMap<>(before);
        properties.putAll(members.properties(builder));
        return SchemaBuilder.described(SchemaBuilder.object(properties), Descriptions.of(type));
    }

    @Override
    public @Nullable Object read(Object tree, String path, Reading reading) {
        @Nullable Object[] values = members.read(tree, path, reading);
        if (values == null) {
            return null;
        }
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            return reading.violation(path, "is refused: " + refusal(e));
        } catch (InstantiationException | IllegalAccessException e) {
            throw new IllegalStateException(type.getName() + " cannot be made", e);
        }
    }

    private static String refusal(InvocationTargetException e) {
        Throwable cause = e.getCause();
        String message = cause == null ? null : cause.getMessage();
        return message == null ? String.valueOf(cause) : message;
    }
}
