package dev.llmconnect.internal;

import dev.llmconnect.LLMInvalidRequestException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which Java values can be written as JSON. */
public final class JsonValues {
    private JsonValues() {}

    /**
     * Checks a value and everything inside it.
     *
     * @param path how the message names the value
     * @throws LLMInvalidRequestException for another type, a number that is none, and a key that is no text
     */
    public static void require(String path, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, member) -> {
                if (!(key instanceof String name)) {
                    throw new LLMInvalidRequestException(path + " has a key that is no String but " + typeOf(key));
                }
                require(path + "." + name, member);
            });
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                require(path + "[" + i + "]", list.get(i));
            }
        } else if (!isScalar(value)) {
            throw new LLMInvalidRequestException(path
                    + " must be a String, a finite Number, a Boolean, a List, a Map or null, got " + typeOf(value));
        }
    }

    private static boolean isScalar(@Nullable Object value) {
        if (value instanceof Double || value instanceof Float) {
            return Double.isFinite(((Number) value).doubleValue());
        }
        return value == null || value instanceof String || value instanceof Boolean || value instanceof Number;
    }

    private static String typeOf(@Nullable Object value) {
        if (value instanceof Number) {
            return value.toString();
        }
        return value == null ? "null" : value.getClass().getTypeName();
    }
}
