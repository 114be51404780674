package dev.llmconnect.formats.messages;

import dev.llmconnect.LLMInvalidRequestException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object, taken out one by one, so that what is left is what nobody here knows. {@code null} counts as absent.
 * What is wrong is told in Anthropic's words, with the place in front. Not thread-safe.
 */
final class MessagesFields {
    private final String path;
    private final Map<String, Object> left = new LinkedHashMap<>();

    private MessagesFields(Map<?, ?> object, String path) {
        this.path = path;
        object.forEach((name, value) -> {
            if (value != null) {
                left.put(String.valueOf(name), value);
            }
        });
    }

    /** The fields of a whole body. */
    static MessagesFields ofBody(Map<String, @Nullable Object> body) {
        return new MessagesFields(body, "");
    }

    /**
     * The fields of what should be an object.
     *
     * @param path its place, for example {@code messages.0.content.1}
     */
    static MessagesFields of(@Nullable Object value, String path) {
        if (value instanceof Map<?, ?> map) {
            return new MessagesFields(map, path);
        }
        throw wrong(path, "Input should be an object");
    }

    /** The place of a field in the body. */
    String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    Optional<Object> take(String name) {
        return Optional.ofNullable(left.remove(name));
    }

    Object required(String name) {
        return take(name).orElseThrow(() -> wrong(path(name), "Field required"));
    }

    Optional<String> text(String name) {
        return take(name).map(value -> text(name, value));
    }

    String requiredText(String name) {
        return text(name, required(name));
    }

    private String text(String name, Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw wrong(path(name), "Input should be a valid string");
    }

    boolean isTrue(String name) {
        Object value = take(name).orElse(false);
        if (value instanceof Boolean truth) {
            return truth;
        }
        throw wrong(path(name), "Input should be a valid boolean");
    }

    Optional<BigDecimal> number(String name) {
        return take(name).map(value -> {
            if (value instanceof Number number) {
                return new BigDecimal(number.toString());
            }
            throw wrong(path(name), "Input should be a valid number");
        });
    }

    /** A whole number from {@code least} to the largest {@code int}; {@code 100.0} is one. */
    Optional<Integer> whole(String name, int least) {
        return number(name).map(number -> {
            if (number.stripTrailingZeros().scale() > 0) {
                throw wrong(path(name), "Input should be a valid integer");
            }
            if (number.compareTo(BigDecimal.valueOf(least)) < 0) {
                throw wrong(path(name), "Input should be greater than or equal to " + least);
            }
            if (number.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) > 0) {
                throw wrong(path(name), "Input should be less than or equal to " + Integer.MAX_VALUE);
            }
            return number.intValueExact();
        });
    }

    Optional<MessagesFields> object(String name) {
        return take(name).map(value -> of(value, path(name)));
    }

    List<?> list(String name) {
        Object value = take(name).orElse(List.of());
        if (value instanceof List<?> list) {
            return list;
        }
        throw wrong(path(name), "Input should be a valid list");
    }

    /** What nobody has taken. */
    Map<String, Object> rest() {
        return left;
    }

    /** For objects in which Anthropic itself takes no further fields. */
    void refuseRest() {
        left.keySet().stream().findFirst().ifPresent(name -> {
            throw wrong(path(name), "Extra inputs are not permitted");
        });
    }

    static LLMInvalidRequestException wrong(String place, String what) {
        return new LLMInvalidRequestException(place + ": " + what);
    }
}
