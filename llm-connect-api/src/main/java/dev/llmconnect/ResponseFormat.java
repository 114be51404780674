package dev.llmconnect;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Format of the answer. Immutable and thread-safe, with value equality. */
public final class ResponseFormat {
    /** Plain text, the default of every model. */
    public static final ResponseFormat TEXT = builder("text").build();
    /** Any JSON object. */
    public static final ResponseFormat JSON_OBJECT = builder("json_object").build();

    private final String type;
    private final String name;
    private final Map<String, Object> schema;
    private final @Nullable Boolean strict;

    private ResponseFormat(Builder builder) {
        type = builder.type;
        name = builder.name;
        schema = builder.schema;
        strict = builder.strict;
    }

    /** Creates a format of JSON that strictly conforms to a schema. */
    public static ResponseFormat jsonSchema(String name, Map<String, Object> schema) {
        return builder("json_schema").name(name).schema(schema).strict(true).build();
    }

    /**
     * Returns a builder of a format.
     *
     * @param type {@code text}, {@code json_object} or {@code json_schema}
     */
    public static Builder builder(String type) {
        return new Builder(type);
    }

    /** Returns a builder with the values of this format. */
    public Builder toBuilder() {
        return new Builder(type).name(name).schema(schema).strict(strict);
    }

    /** {@code text}, {@code json_object} or {@code json_schema}. */
    public String type() {
        return type;
    }

    /** Name of the schema; empty if there is none. */
    public String name() {
        return name;
    }

    /** JSON schema, unmodifiable; empty for other types. */
    public Map<String, Object> schema() {
        return schema;
    }

    /** Whether the provider must enforce the schema; empty for the provider's default. */
    public Optional<Boolean> strict() {
        return Optional.ofNullable(strict);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ResponseFormat format
                && type.equals(format.type)
                && name.equals(format.name)
                && schema.equals(format.schema)
                && Objects.equals(strict, format.strict);
    }

    @Override
    public int hashCode() {
        return Objects.hash(type, name, schema, strict);
    }

    /** Returns the type and the name, never the schema. */
    @Override
    public String toString() {
        return "ResponseFormat[" + type + (name.isEmpty() ? "" : ", " + name) + "]";
    }

    /** Builder of a {@link ResponseFormat}. Not thread-safe. */
    public static final class Builder {
        private final String type;
        private String name = "";
        private Map<String, Object> schema = Map.of();
        private @Nullable Boolean strict;

        private Builder(String type) {
            this.type = Objects.requireNonNull(type, "type");
        }

        /** Sets the name of the schema. Default: empty. */
        public Builder name(String value) {
            name = Objects.requireNonNull(value, "name");
            return this;
        }

        /** Sets the JSON schema, which is copied. Default: empty. */
        public Builder schema(Map<String, Object> value) {
            schema = Collections.unmodifiableMap(new LinkedHashMap<>(value));
            return this;
        }

        /** Sets whether the provider must enforce the schema. Default: {@code null}, the provider's default. */
        public Builder strict(@Nullable Boolean value) {
            strict = value;
            return this;
        }

        /** Creates the format. */
        public ResponseFormat build() {
            return new ResponseFormat(this);
        }
    }
}
