package dev.llmconnect;

import dev.llmconnect.internal.ContentFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Redacts strings in a provider's own fields, such as ids and reasons, but not fields with content or signatures. */
final class RedactedFields {
    private RedactedFields() {}

    /** Returns the same fields if there is nothing to redact. */
    static Map<String, Object> of(Map<String, Object> fields) {
        Map<String, Object> changed = null;
        for (Map.Entry<String, Object> field : fields.entrySet()) {
            Object safe = ContentFields.NAMES.contains(field.getKey()) ? field.getValue() : value(field.getValue());
            if (safe != field.getValue()) {
                changed = changed == null ? new LinkedHashMap<>(fields) : changed;
                changed.put(field.getKey(), safe);
            }
        }
        return changed == null ? fields : changed;
    }

    @SuppressWarnings("unchecked") // a JSON object has no other keys
    private static @Nullable Object value(@Nullable Object value) {
        if (value instanceof String text) {
            return Redactor.redact(text);
        }
        if (value instanceof Map<?, ?> map) {
            return of((Map<String, Object>) map);
        }
        return value instanceof List<?> list ? items(list) : value;
    }

    private static List<?> items(List<?> list) {
        List<@Nullable Object> changed = null;
        for (int i = 0; i < list.size(); i++) {
            Object safe = value(list.get(i));
            if (safe != list.get(i)) {
                changed = changed == null ? new ArrayList<>(list) : changed;
                changed.set(i, safe);
            }
        }
        return changed == null ? list : changed;
    }
}
