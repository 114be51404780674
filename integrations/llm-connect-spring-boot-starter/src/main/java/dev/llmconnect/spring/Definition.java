package dev.llmconnect.spring;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builder of a JSON object; leaves out values that are {@code null} and objects that are empty. Not thread-safe. */
final class Definition {
    private static final int MILLIS_SCALE = 3;

    private final Map<String, Object> fields = new LinkedHashMap<>();

    Definition put(String name, @Nullable Object value) {
        if (value != null && !Map.of().equals(value)) {
            fields.put(name, value);
        }
        return this;
    }

    Definition putAll(Map<String, Object> more) {
        more.forEach(this::put);
        return this;
    }

    /** Whole seconds as an integer, since some fields accept no other number. */
    Definition putSeconds(String name, @Nullable Duration value) {
        if (value == null) {
            return this;
        }
        boolean isWhole = value.toMillis() % 1000 == 0;
        return put(name, isWhole ? (Object) value.toSeconds() : BigDecimal.valueOf(value.toMillis(), MILLIS_SCALE));
    }

    Definition putMillis(String name, @Nullable Duration value) {
        return value == null ? this : put(name, value.toMillis());
    }

    Map<String, Object> fields() {
        return fields;
    }
}
