package dev.llmconnect.internal.mapping;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Java type, or the parameters of a method, as a JSON object. What is no object in JSON becomes the member {@code value} of one, since
 * providers want an object at the top. Immutable and thread-safe.
 */
public final class TypeMapping {
    private static final String VALUE = "value";

    private final Mapping mapping;
    private final boolean isWrapped;
    private final Map<String, Object> schema;

    private TypeMapping(Mapping mapping) {
        this.mapping = mapping;
        isWrapped = !(mapping instanceof RecordMapping || mapping instanceof ParametersMapping);
        schema = SchemaBuilder.root(isWrapped ? new WrappedMapping(mapping) : mapping);
    }

    /**
     * The mapping of a type.
     *
     * @throws IllegalArgumentException when the type, or one inside it, has no JSON form; the message names it and what is accepted
     */
    public static TypeMapping of(Type type) {
        return new TypeMapping(new Mappings().of(type));
    }

    /**
     * The mapping of a list.
     *
     * @throws IllegalArgumentException when the type of its elements has no JSON form
     */
    public static TypeMapping listOf(Type element) {
        return new TypeMapping(new ContainerMapping(new Mappings().of(element), List::copyOf));
    }

    /**
     * The mapping of the parameters of a method, whose values are an array.
     *
     * @throws IllegalArgumentException when a parameter has no JSON form, or no name
     */
    public static TypeMapping ofParameters(Method method) {
        return new TypeMapping(new ParametersMapping(new Mappings().parameters(method)));
    }

    /**
     * Lets a method that is not public be called.
     *
     * @throws IllegalArgumentException when its package is not open to this module
     */
    public static void opened(Method method) {
        Mappings.opened(method, method.getDeclaringClass());
    }

    /**
     * Calls a method.
     *
     * @throws Exception what the method throws
     */
    public static @Nullable Object invoke(Method method, Object instance, @Nullable Object... arguments)
            throws Exception {
        try {
            return method.invoke(instance, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** The JSON schema. */
    public Map<String, Object> schema() {
        return schema;
    }

    /** The value of a tree; {@code null} when the reading has violations, or a partial one nothing to show yet. */
    public @Nullable Object read(@Nullable Object tree, Reading reading) {
        Object inner = tree;
        if (isWrapped && tree instanceof Map<?, ?> object && object.containsKey(VALUE)) {
            inner = object.get(VALUE);
        }
        if (reading.isPartial()) {
            return inner == null ? null : mapping.read(inner, "", reading);
        }
        Object value = mapping.readOrAbsent(inner, "", reading);
        return reading.violations().isEmpty() ? value : null;
    }

    /** The parameters of a method. */
    private record ParametersMapping(Members members) implements Mapping {
        @Override
        public Map<String, Object> schema(SchemaBuilder builder) {
            return SchemaBuilder.object(members.properties(builder));
        }

        @Override
        public @Nullable Object read(Object tree, String path, Reading reading) {
            return members.read(tree, path, reading);
        }
    }

    private record WrappedMapping(Mapping value) implements Mapping {
        @Override
        public Map<String, Object> schema(SchemaBuilder builder) {
            Map<String, Object> properties = new LinkedHashMap<>();
            properties.put(VALUE, value.schema(builder));
            return SchemaBuilder.object(properties);
        }

        @Override
        public @Nullable Object read(Object tree, String path, Reading reading) {
            return value.read(tree, path, reading);
        }
    }
}
