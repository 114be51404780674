package dev.llmconnect;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The form an answer must have. Immutable and thread-safe; equal when all it holds is. */
public final class ResponseFormat {
    /** Plain text, which is what every model writes without a format. */
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

    /** JSON that fits a schema, strictly. */
    public static ResponseFormat jsonSchema(String name, Map<String, Object> schema) {
        return builder("json_schema").name(name).schema(schema).strict(true).build();
    }

    /**
     * Starts a format.
     *
     * @param type {@code text}, {@code json_object} or {@code json_schema}
     */
    public static Builder builder(String type) {
        return new Builder(type);
    }

    /** A builder that starts with the values of this format. */
    public Builder toBuilder() {
        return new Builder(type).name(name).schema(schema).strict(strict);
    }

    /** {@code text}, {@code json_object} or {@code json_schema}. */
    public String type() {
        return type;
    }

    /** The schema's name; empty where there is no schema, or it has no name. */
    public String name() {
        return name;
    }

    /** The JSON schema, unmodifiable; empty for the other types. */
    public Map<String, Object> schema() {
        return schema;
    }

    /** Whether the provider must hold the model to the schema; empty leaves it to the provider. */
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

    /** Names the format, never its schema. */
    @Override
    public String toString() {
        return "ResponseFormat[" + type + (name.isEmpty() ? "" : ", " + name) + "]";
    }

    /** Builds a {@link ResponseFormat}. Not thread-safe. */
    public static final class Builder {
        private final String type;
        private String name = "";
        private Map<String, Object> schema = Map.of();
        private @Nullable Boolean strict;

        private Builder(String type) {
            this.type = Objects.requireNonNull(type, "type");
        }

        /** Names the schema. Default: no name. */
        public Builder name(String value) {
            name = Objects.requireNonNull(value, "name");
            return this;
        }

        /** Sets the JSON schema, which is copied. Default: none. */
        public Builder schema(Map<String, Object> value) {
            schema = Collections.unmodifiableMap(new LinkedHashMap<>(value));
            return this;
        }

        /** Sets whether the provider must hold the model to the schema; {@code null}, the default, leaves it to the provider. */
        public Builder strict(@Nullable Boolean value) {
            strict = value;
            return this;
        }

        /** Makes the format. */
        public ResponseFormat build() {
            return new ResponseFormat(this);
        }
    }
}
