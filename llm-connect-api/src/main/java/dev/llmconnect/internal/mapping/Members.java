package dev.llmconnect.internal.mapping;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The members of a JSON object: the components of a record, or the parameters of a method. Immutable and thread-safe. */
final class Members {
    /**
     * One member.
     *
     * @param description for the model to read; empty for none
     * @param nullable whether it may be {@code null}
     */
    record Member(String name, Mapping mapping, String description, boolean nullable) {
        Map<String, Object> schema(SchemaBuilder builder) {
            Map<String, Object> schema = mapping.schema(builder);
            return SchemaBuilder.described(nullable ? SchemaBuilder.nullable(schema) : schema, description);
        }

        @Nullable
        Object read(@Nullable Object tree, String path, Reading reading) {
            return tree == null && nullable ? null : mapping.readOrAbsent(tree, path, reading);
        }
    }

    private final List<Member> all;

    Members(List<Member> all) {
        this.all = List.copyOf(all);
    }

    Map<String, Object> properties(SchemaBuilder builder) {
        Map<String, Object> properties = new LinkedHashMap<>();
        all.forEach(member -> properties.put(member.name(), member.schema(builder)));
        return properties;
    }

    /** The values in order; {@code null} when one is wrong, which the reading notes. */
    @Nullable
    Object @Nullable [] read(Object tree, String path, Reading reading) {
        if (!(tree instanceof Map<?, ?> object)) {
            reading.mismatch(path, "an object", tree);
            return null;
        }
        int before = reading.violations().size();
        @Nullable Object[] values = new @Nullable Object[all.size()];
        for (int i = 0; i < values.length; i++) {
            Member member = all.get(i);
            values[i] = member.read(object.get(member.name()), Reading.member(path, member.name()), reading);
        }
        return reading.violations().size() == before || reading.isPartial() ? values : null;
    }
}
