package dev.llmconnect.internal.mapping;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Java type as JSON. Immutable once made, and thread-safe. */
interface Mapping {
    /** The JSON schema of the type. */
    Map<String, Object> schema(SchemaBuilder builder);

    /** The value of a tree that is not {@code null}; {@code null} when it is wrong, which the reading notes. */
    @Nullable
    Object read(Object tree, String path, Reading reading);

    /** The value where there is none, or {@code null} where one must be, which the reading notes. */
    default @Nullable Object absent(String path, Reading reading) {
        return reading.violation(path, "is missing");
    }

    /** What stands for a value that is not there yet. */
    default @Nullable Object notYet() {
        return null;
    }

    /** The value of a tree. */
    default @Nullable Object readOrAbsent(@Nullable Object tree, String path, Reading reading) {
        Object value = tree == null ? absent(path, reading) : read(tree, path, reading);
        return value == null && reading.isPartial() ? notYet() : value;
    }
}
