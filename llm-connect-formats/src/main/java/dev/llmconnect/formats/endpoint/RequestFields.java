package dev.llmconnect.formats.endpoint;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An object of a request, taken apart field by field: what is taken is gone, and what is left was not known. {@code null} counts as
 * absent, as OpenAI has it. Every method refuses a wrong type with an {@link InvalidParamException}. To be used by one thread.
 */
public final class RequestFields {
    private final String path;
    private final Map<String, Object> left = new LinkedHashMap<>();

    /**
     * The fields of an object.
     *
     * @param path how the object is named in errors; empty for the whole body
     */
    public RequestFields(String path, Map<String, ? extends @Nullable Object> object) {
        this.path = path;
        object.forEach((name, value) -> {
            if (value != null) {
                left.put(name, value);
            }
        });
    }

    /** The object that {@code value} is. */
    public static RequestFields of(String path, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            @SuppressWarnings("unchecked") // the parser makes no other maps
            Map<String, @Nullable Object> object = (Map<String, @Nullable Object>) map;
            return new RequestFields(path, object);
        }
        throw wrongType(path, "an object", value);
    }

    /** What was not taken. */
    public Map<String, Object> left() {
        return left;
    }

    /** The path of a field in errors. */
    public String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** Whether a field is there and not taken yet. */
    public boolean has(String name) {
        return left.containsKey(name);
    }

    /** A value of any type. */
    public Optional<Object> any(String name) {
        return Optional.ofNullable(left.remove(name));
    }

    /** A string, which may be empty. */
    public Optional<String> text(String name) {
        Object value = left.remove(name);
        if (value == null || value instanceof String) {
            return Optional.ofNullable((String) value);
        }
        throw wrongType(path(name), "a string", value);
    }

    /** A string that has to be there. */
    public String requiredText(String name) {
        return text(name).orElseThrow(() -> missing(name));
    }

    /** A boolean. */
    public Optional<Boolean> flag(String name) {
        Object value = left.remove(name);
        if (value == null || value instanceof Boolean) {
            return Optional.ofNullable((Boolean) value);
        }
        throw wrongType(path(name), "a boolean", value);
    }

    /** An object. */
    public Optional<RequestFields> object(String name) {
        Object value = left.remove(name);
        return value == null ? Optional.empty() : Optional.of(of(path(name), value));
    }

    /** An object as it is written, what is {@code null} in it included. */
    public Optional<Map<String, Object>> tree(String name) {
        Object value = left.remove(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Map<?, ?> map) {
            @SuppressWarnings("unchecked") // the parser makes no other maps
            Map<String, Object> tree = (Map<String, Object>) map;
            return Optional.of(tree);
        }
        throw wrongType(path(name), "an object", value);
    }

    /** The objects of an array; none when it is not there. */
    public List<RequestFields> objects(String name) {
        List<?> values = list(name).orElse(List.of());
        List<RequestFields> objects = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            objects.add(of(path(name) + "[" + i + "]", values.get(i)));
        }
        return objects;
    }

    /** An array. */
    public Optional<List<@Nullable Object>> list(String name) {
        Object value = left.remove(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof List<?> list) {
            @SuppressWarnings("unchecked") // the parser makes no other lists
            List<@Nullable Object> items = (List<@Nullable Object>) list;
            return Optional.of(items);
        }
        throw wrongType(path(name), "an array", value);
    }

    /** A number within bounds, both included. */
    public Optional<Number> number(String name, double lowest, double highest) {
        Object value = left.remove(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof Number number)) {
            throw wrongType(path(name), "a number", value);
        }
        double size = number.doubleValue();
        if (size < lowest || size > highest) {
            throw outOfRange(name, number, lowest, highest);
        }
        return Optional.of(number);
    }

    /** A whole number within bounds, both included. */
    public Optional<Integer> integer(String name, int lowest, int highest) {
        Number number = wholeNumber(name).orElse(null);
        if (number == null) {
            return Optional.empty();
        }
        double size = number.doubleValue();
        if (size < lowest || size > highest) {
            throw outOfRange(name, number, lowest, highest);
        }
        return Optional.of(number.intValue());
    }

    /** A whole number of any size. */
    public Optional<Number> wholeNumber(String name) {
        Object value = left.remove(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Long || value instanceof BigInteger) {
            return Optional.of((Number) value);
        }
        if (value instanceof BigDecimal decimal
                && (decimal.signum() == 0 || decimal.stripTrailingZeros().scale() <= 0)) {
            return Optional.of(decimal);
        }
        throw wrongType(path(name), "an integer", value);
    }

    /** For a field that has to be there and is not. */
    public InvalidParamException missing(String name) {
        return new InvalidParamException(
                path(name), "missing_required_parameter", "Missing required parameter: '" + path(name) + "'.");
    }

    /** For a value that is none of those known. */
    public InvalidParamException wrongValue(String name, String accepted) {
        return new InvalidParamException(
                path(name), "invalid_value", "Invalid value for '" + path(name) + "': expected " + accepted + ".");
    }

    /** For a value of another type. */
    public static InvalidParamException wrongType(String path, String expected, @Nullable Object got) {
        return new InvalidParamException(
                path,
                "invalid_type",
                "Invalid type for '" + path + "': expected " + expected + ", but got " + kind(got) + " instead.");
    }

    private InvalidParamException outOfRange(String name, Number got, double lowest, double highest) {
        boolean above = got.doubleValue() > highest;
        double bound = above ? highest : lowest;
        String shown = bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
        return new InvalidParamException(
                path(name),
                word(got) + (above ? "_above_max_value" : "_below_min_value"),
                "Invalid '" + path(name) + "': expected a value " + (above ? "<= " : ">= ") + shown + ".");
    }

    private static String word(Number number) {
        return number instanceof BigDecimal ? "decimal" : "integer";
    }

    private static String kind(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof Map) {
            return "an object";
        }
        if (value instanceof List) {
            return "an array";
        }
        if (value instanceof String) {
            return "a string";
        }
        return value instanceof Boolean ? "a boolean" : "a number";
    }
}
