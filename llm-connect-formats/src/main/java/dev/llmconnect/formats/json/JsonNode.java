package dev.llmconnect.formats.json;

import dev.llmconnect.internal.JsonParser;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A place in a JSON tree, which need not be there. Reading never throws: what is absent, {@code null} or of another type is answered
 * with an empty result, because real providers send all three for the same thing. Immutable as long as the tree is.
 *
 * <pre>{@code
 * Optional<String> why = body.get("choices").at(0).filled("finish_reason");
 * }</pre>
 */
public final class JsonNode {
    /** Nothing there. */
    public static final JsonNode MISSING = new JsonNode(null);

    /** Beyond this many places a whole number is not worth writing out. */
    private static final int LARGEST_SCALE = 400;

    private final @Nullable Object value;

    private JsonNode(@Nullable Object value) {
        this.value = value;
    }

    /** The root of a tree as {@link Json} reads it. */
    public static JsonNode of(@Nullable Object value) {
        return value == null ? MISSING : new JsonNode(value);
    }

    /** The member of that name. */
    public JsonNode get(String name) {
        return value instanceof Map<?, ?> map ? of(map.get(name)) : MISSING;
    }

    /** The element at that index. */
    public JsonNode at(int index) {
        return value instanceof List<?> list && index >= 0 && index < list.size() ? of(list.get(index)) : MISSING;
    }

    /** Whether there is a value other than {@code null}. */
    public boolean exists() {
        return value != null;
    }

    /** Whether there is a member of that name with a value other than {@code null}. */
    public boolean has(String name) {
        return get(name).exists();
    }

    /** Whether it is an object. */
    public boolean isObject() {
        return value instanceof Map;
    }

    /** Whether it is an array. */
    public boolean isArray() {
        return value instanceof List;
    }

    /** Whether it is a string. */
    public boolean isText() {
        return value instanceof String;
    }

    /** The string. */
    public Optional<String> text() {
        return value instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** The string of that name, which may be empty. */
    public Optional<String> text(String name) {
        return get(name).text();
    }

    /** The string of that name; an empty one counts as none. */
    public Optional<String> filled(String name) {
        return text(name).filter(text -> !text.isEmpty());
    }

    /** The string of that name, or {@code ""}. */
    public String textOrEmpty(String name) {
        return get(name).value instanceof String text ? text : "";
    }

    /** A string, number or boolean of that name as text, for codes that are written either way; an empty string counts as none. */
    public Optional<String> scalar(String name) {
        Object member = get(name).value;
        return member == null || member instanceof Map || member instanceof List || member.equals("")
                ? Optional.empty()
                : Optional.of(member.toString());
    }

    /**
     * The whole number: also {@code 28.0}, also written as a string. Beyond a long's range the nearest long; a fraction is cut off.
     */
    public OptionalLong number() {
        if (value instanceof Long whole) {
            return OptionalLong.of(whole);
        }
        return decimal().map(number -> OptionalLong.of(saturated(number))).orElse(OptionalLong.empty());
    }

    /** The whole number of that name, as {@link #number()} reads it. */
    public OptionalLong number(String name) {
        return get(name).number();
    }

    /** The exact number, also when it is written as a string. */
    public Optional<BigDecimal> decimal() {
        try {
            if (value instanceof BigDecimal decimal) {
                return Optional.of(decimal);
            }
            if (value instanceof BigInteger integer) {
                return Optional.of(new BigDecimal(integer));
            }
            if (value instanceof Number number) {
                return Optional.of(new BigDecimal(number.toString()));
            }
            if (value instanceof String text && !text.isBlank() && text.length() <= JsonParser.MAX_NUMBER_LENGTH) {
                return Optional.of(new BigDecimal(text.strip()));
            }
        } catch (NumberFormatException e) {
            // A word, NaN or an infinity: no number.
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** Whether it is a number and not a string that looks like one. */
    public boolean isNumber() {
        return value instanceof Number;
    }

    /** Whether the member of that name is {@code true}. */
    public boolean isTrue(String name) {
        return Boolean.TRUE.equals(get(name).value);
    }

    /** The elements; none when it is not an array. */
    public List<JsonNode> items() {
        if (!(value instanceof List<?> list)) {
            return List.of();
        }
        List<JsonNode> items = new ArrayList<>(list.size());
        list.forEach(item -> items.add(of(item)));
        return items;
    }

    /** The elements of the array of that name. */
    public List<JsonNode> items(String name) {
        return get(name).items();
    }

    /** The members, in order; none when it is not an object. */
    @SuppressWarnings("unchecked") // Json makes every map with string keys
    public Map<String, Object> object() {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    /** The members of the object of that name. */
    public Map<String, Object> object(String name) {
        return get(name).object();
    }

    /** The tree below. */
    public @Nullable Object raw() {
        return value;
    }

    private static long saturated(BigDecimal number) {
        // Asked first, since 1e999999999 would be written out otherwise.
        if (number.precision() - (long) number.scale() > LARGEST_SCALE) {
            return number.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        if (number.scale() > LARGEST_SCALE && number.precision() - (long) number.scale() <= 0) {
            return 0;
        }
        BigInteger whole = number.toBigInteger();
        if (whole.bitLength() < Long.SIZE) {
            return whole.longValue();
        }
        return whole.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonNode node && Objects.equals(value, node.value);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(value);
    }

    /** The kind of value, never the value: an answer must not get into a log by accident. */
    @Override
    public String toString() {
        return value == null ? "nothing" : "JSON " + value.getClass().getSimpleName();
    }
}
