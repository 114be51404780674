package dev.llmconnect.ledger.internal;

import dev.llmconnect.LLMConfigurationException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An object of an operator's file, whose fields are read by name and type. Messages name the source, the field and what is accepted. */
public final class JsonObject {
    private static final int MAX_NUMBER_LENGTH = 40;

    private final String path;
    private final Map<String, @Nullable Object> fields;

    private JsonObject(String path, Map<String, @Nullable Object> fields) {
        this.path = path;
        this.fields = fields;
    }

    /**
     * Reads the text of a file.
     *
     * @param source how messages name it
     * @throws LLMConfigurationException when it is not a JSON object
     */
    public static JsonObject parse(String source, String text) {
        return new JsonObject(source + ": ", JsonFile.object(source, text));
    }

    /** The names of the fields, in their order. */
    public Collection<String> names() {
        return fields.keySet();
    }

    /**
     * Refuses fields that nobody reads.
     *
     * @throws LLMConfigurationException naming the first field that is not among the known ones
     */
    public void accept(Collection<String> known) {
        for (String name : fields.keySet()) {
            if (!known.contains(name)) {
                throw new LLMConfigurationException(
                        "unknown field " + path + name + ", expected " + String.join(", ", known));
            }
        }
    }

    /** A number, exactly as written. */
    public Optional<BigDecimal> number(String name) {
        return value(name, Number.class, "a number").map(number -> {
            BigDecimal exact = new BigDecimal(number.toString());
            // 1e999999999 would take a gigabyte as soon as it is compared or shown.
            if (Math.abs((long) exact.scale()) > MAX_NUMBER_LENGTH || exact.precision() > MAX_NUMBER_LENGTH) {
                throw bad(
                        name,
                        "must have at most " + MAX_NUMBER_LENGTH + " digits and an exponent of at most "
                                + MAX_NUMBER_LENGTH);
            }
            return exact;
        });
    }

    /** A number that is not negative. */
    public Optional<BigDecimal> amount(String name) {
        return number(name).map(number -> {
            if (number.signum() < 0) {
                throw bad(name, "must not be negative, got " + number.toPlainString());
            }
            return number;
        });
    }

    /** A whole number of at least {@code min}. */
    public Optional<Long> integer(String name, long min) {
        return number(name).map(number -> {
            try {
                long value = number.longValueExact();
                if (value >= min) {
                    return value;
                }
            } catch (ArithmeticException e) {
                // no whole number
            }
            throw bad(name, "must be a whole number of at least " + min + ", got " + number.toPlainString());
        });
    }

    /** A text. */
    public Optional<String> text(String name) {
        return value(name, String.class, "a string");
    }

    /** A truth value. */
    public Optional<Boolean> flag(String name) {
        return value(name, Boolean.class, "true or false");
    }

    /** An object. */
    @SuppressWarnings("unchecked") // JsonFile makes no other maps
    public Optional<JsonObject> object(String name) {
        return value(name, Map.class, "an object")
                .map(map -> new JsonObject(path + name + ".", (Map<String, @Nullable Object>) map));
    }

    /** A list of objects; none when the field is absent. */
    @SuppressWarnings("unchecked") // JsonFile makes no other maps
    public List<JsonObject> objects(String name) {
        List<JsonObject> objects = new ArrayList<>();
        for (Object element : list(name)) {
            if (!(element instanceof Map)) {
                throw bad(name, "must be a list of objects");
            }
            objects.add(
                    new JsonObject(path + name + "[" + objects.size() + "].", (Map<String, @Nullable Object>) element));
        }
        return objects;
    }

    /**
     * A list of objects, where a text stands for an object with one field; none when the field is absent.
     *
     * @param shorthand the field that a text stands for
     */
    @SuppressWarnings("unchecked") // JsonFile makes no other maps
    public List<JsonObject> elements(String name, String shorthand) {
        List<JsonObject> objects = new ArrayList<>();
        for (Object element : list(name)) {
            String place = path + name + "[" + objects.size() + "].";
            if (element instanceof String text) {
                objects.add(new JsonObject(place, Map.of(shorthand, text)));
            } else if (element instanceof Map) {
                objects.add(new JsonObject(place, (Map<String, @Nullable Object>) element));
            } else {
                throw bad(name, "must be a list of strings or objects");
            }
        }
        return objects;
    }

    /** A list of texts; none when the field is absent. */
    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (Object element : list(name)) {
            if (!(element instanceof String text)) {
                throw bad(name, "must be a list of strings");
            }
            texts.add(text);
        }
        return texts;
    }

    /** An object whose values are texts; empty when the field is absent. */
    public Map<String, String> textMap(String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        object(name)
                .ifPresent(object -> object.fields.forEach((key, value) -> {
                    if (!(value instanceof String text)) {
                        throw object.bad(key, "must be a string");
                    }
                    texts.put(key, text);
                }));
        return texts;
    }

    private List<?> list(String name) {
        return value(name, List.class, "a list").orElse(List.of());
    }

    private <T> Optional<T> value(String name, Class<T> type, String expected) {
        Object value = fields.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!type.isInstance(value)) {
            throw bad(name, "must be " + expected);
        }
        return Optional.of(type.cast(value));
    }

    /** What to throw for a field whose value cannot be. */
    public LLMConfigurationException bad(String name, String problem) {
        return new LLMConfigurationException(path + name + " " + problem);
    }
}
