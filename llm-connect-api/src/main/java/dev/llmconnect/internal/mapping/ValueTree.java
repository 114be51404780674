package dev.llmconnect.internal.mapping;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Java values as a tree of maps, lists, texts, numbers and booleans. */
public final class ValueTree {
    private static final int MAX_DEPTH = 100;

    private ValueTree() {}

    /**
     * The tree of a value: records by their components, collections by their elements, everything else as its text.
     *
     * @throws IllegalArgumentException when it is nested deeper than 100, as one that contains itself is
     */
    public static @Nullable Object of(@Nullable Object value) {
        return of(value, 0);
    }

    private static @Nullable Object of(@Nullable Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("a value is nested deeper than " + MAX_DEPTH);
        }
        if (value == null || value instanceof String || value instanceof Number || value instanceof Boolean) {
            return value;
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof Record) {
            return components(value, depth);
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> tree = new LinkedHashMap<>();
            map.forEach((key, item) -> tree.put(String.valueOf(key), of(item, depth + 1)));
            return tree;
        }
        if (value instanceof Iterable<?> items && !(value instanceof Path)) {
            List<@Nullable Object> tree = new ArrayList<>();
            items.forEach(item -> tree.add(of(item, depth + 1)));
            return tree;
        }
        return value.getClass().isArray() ? elements(value, depth) : optional(value, depth);
    }

    private static @Nullable Object optional(Object value, int depth) {
        if (value instanceof Optional<?> optional) {
            return of(optional.orElse(null), depth);
        }
        if (value instanceof OptionalInt optional) {
            return optional.isPresent() ? optional.getAsInt() : null;
        }
        if (value instanceof OptionalLong optional) {
            return optional.isPresent() ? optional.getAsLong() : null;
        }
        if (value instanceof OptionalDouble optional) {
            return optional.isPresent() ? optional.getAsDouble() : null;
        }
        return value.toString();
    }

    private static List<@Nullable Object> elements(Object array, int depth) {
        List<@Nullable Object> tree = new ArrayList<>();
        for (int i = 0; i < Array.getLength(array); i++) {
            tree.add(of(Array.get(array, i), depth + 1));
        }
        return tree;
    }

    private static Map<String, @Nullable Object> components(Object value, int depth) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>(SealedMapping.tagOf(value.getClass()));
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            tree.put(component.getName(), of(read(component.getAccessor(), value), depth + 1));
        }
        return tree;
    }

    private static @Nullable Object read(Method accessor, Object value) {
        Mappings.opened(accessor, value.getClass());
        try {
            return accessor.invoke(value);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalArgumentException(accessor + " cannot be read", e);
        }
    }
}
