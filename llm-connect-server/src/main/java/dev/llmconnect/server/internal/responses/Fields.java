package dev.llmconnect.server.internal.responses;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object of a request, taken one by one, so that what is left at the end is what nobody here knows. A field that
 * is {@code null} is not there. Not thread-safe.
 */
final class Fields {
    private final String path;
    private final Map<String, Object> left = new LinkedHashMap<>();

    private Fields(String path, Map<?, ?> object) {
        this.path = path;
        object.forEach((name, value) -> {
            if (value != null) {
                left.put(String.valueOf(name), value);
            }
        });
    }

    /** The fields of the body. */
    static Fields of(Map<String, @Nullable Object> body) {
        return new Fields("", body);
    }

    /**
     * The fields of an object inside of the body.
     *
     * @throws RefusedField when it is none
     */
    static Fields of(String path, @Nullable Object value) {
        if (value instanceof Map<?, ?> object) {
            return new Fields(path, object);
        }
        throw RefusedField.wrongType(path, "an object", value == null ? Map.of() : value);
    }

    /** How messages name a field of this object. */
    String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    boolean has(String name) {
        return left.containsKey(name);
    }

    Optional<Object> take(String name) {
        return Optional.ofNullable(left.remove(name));
    }

    Optional<String> text(String name) {
        return take(name).map(value -> {
            if (value instanceof String text) {
                return text;
            }
            throw RefusedField.wrongType(path(name), "a string", value);
        });
    }

    String requiredText(String name) {
        return text(name).orElseThrow(() -> RefusedField.missing(path(name)));
    }

    Optional<Boolean> truth(String name) {
        return take(name).map(value -> {
            if (value instanceof Boolean truth) {
                return truth;
            }
            throw RefusedField.wrongType(path(name), "a boolean", value);
        });
    }

    /** A number as it is written. */
    Optional<Number> number(String name, int lowest, int highest) {
        return take(name).map(value -> {
            if (!(value instanceof Number number)) {
                throw RefusedField.wrongType(path(name), "a number", value);
            }
            if (number.doubleValue() < lowest || number.doubleValue() > highest) {
                throw RefusedField.wrongValue(path(name), "a number between " + lowest + " and " + highest);
            }
            return number;
        });
    }

    /** A whole number of at least 1. */
    Optional<Integer> count(String name) {
        return take(name).map(value -> {
            if (!(value instanceof Number number)) {
                throw RefusedField.wrongType(path(name), "an integer", value);
            }
            try {
                int count = new BigDecimal(number.toString()).intValueExact();
                if (count >= 1) {
                    return count;
                }
            } catch (ArithmeticException e) {
                // A fraction, or larger than any count of tokens; refused as any other wrong value.
            }
            throw RefusedField.wrongValue(path(name), "an integer of at least 1");
        });
    }

    Optional<Fields> object(String name) {
        return take(name).map(value -> of(path(name), value));
    }

    /** An object as it is written, whatever is {@code null} inside of it included. */
    Optional<Map<String, Object>> tree(String name) {
        return take(name).map(value -> {
            if (!(value instanceof Map<?, ?>)) {
                throw RefusedField.wrongType(path(name), "an object", value);
            }
            @SuppressWarnings("unchecked") // the parser makes no other maps
            Map<String, Object> tree = (Map<String, Object>) value;
            return tree;
        });
    }

    Optional<List<?>> list(String name) {
        return take(name).map(value -> {
            if (value instanceof List<?> list) {
                return list;
            }
            throw RefusedField.wrongType(path(name), "an array", value);
        });
    }

    /** The objects of a list. */
    List<Fields> objects(String name) {
        List<?> values = list(name).orElse(List.of());
        List<Fields> objects = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            objects.add(of(path(name) + "[" + i + "]", values.get(i)));
        }
        return objects;
    }

    /** Passes over fields that say nothing to a provider. */
    Fields without(String... names) {
        Set.of(names).forEach(left::remove);
        return this;
    }

    /** What has not been taken. */
    Map<String, Object> rest() {
        return new LinkedHashMap<>(left);
    }
}
