package dev.llmconnect;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A tool that the model may call. Immutable and thread-safe. */
public final class Tool {
    private final String name;
    private final String description;
    private final Map<String, Object> parameters;
    private final @Nullable Boolean strict;
    private final Map<String, Map<String, Object>> hints;
    private final ContentPart.@Nullable CacheMark cacheMark;

    private Tool(Builder builder) {
        name = builder.name;
        description = builder.description;
        parameters = builder.parameters;
        strict = builder.strict;
        hints = builder.hints;
        cacheMark = builder.cacheMark;
    }

    /**
     * A tool whose strictness is the provider's choice.
     *
     * @param parameters the JSON schema of its arguments
     */
    public static Tool of(String name, String description, Map<String, Object> parameters) {
        return builder(name).description(description).parameters(parameters).build();
    }

    /** Starts a tool without a description and without parameters. */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /** The name that the model uses. */
    public String name() {
        return name;
    }

    /** What it does, for the model to read. */
    public String description() {
        return description;
    }

    /** The JSON schema of its arguments. */
    public Map<String, Object> parameters() {
        return parameters;
    }

    /** Whether the provider must hold the model to the schema; empty leaves it to the provider. */
    public Optional<Boolean> strict() {
        return Optional.ofNullable(strict);
    }

    /** By wire format (see {@link WireFormat}), further fields that its adapters add and other formats leave out. */
    public Map<String, Map<String, Object>> hints() {
        return hints;
    }

    /** Asks the provider to cache the prompt up to the end of this tool; {@code null} does not. */
    public ContentPart.@Nullable CacheMark cacheMark() {
        return cacheMark;
    }

    /** A builder that starts as a copy. */
    public Builder toBuilder() {
        Builder copy = new Builder(name).description(description).strict(strict).cacheMark(cacheMark);
        copy.parameters = parameters;
        copy.hints = hints;
        return copy;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tool tool
                && name.equals(tool.name)
                && description.equals(tool.description)
                && parameters.equals(tool.parameters)
                && Objects.equals(strict, tool.strict)
                && hints.equals(tool.hints)
                && Objects.equals(cacheMark, tool.cacheMark);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, description, parameters, strict, hints, cacheMark);
    }

    /** Names the tool, never its description or schema. */
    @Override
    public String toString() {
        return "Tool[" + name + "]";
    }

    /** Sets what a tool may have beyond its name. Not thread-safe. */
    public static final class Builder {
        private String name;
        private String description = "";
        private Map<String, Object> parameters = Map.of();
        private @Nullable Boolean strict;
        private Map<String, Map<String, Object>> hints = Map.of();
        private ContentPart.@Nullable CacheMark cacheMark;

        private Builder(String name) {
            this.name = name;
        }

        /** The name that the model uses. */
        public Builder name(String name) {
            this.name = name;
            return this;
        }

        /** What it does, for the model to read; empty by default. */
        public Builder description(String text) {
            description = text;
            return this;
        }

        /** The JSON schema of its arguments; empty by default. */
        public Builder parameters(Map<String, Object> schema) {
            parameters = Collections.unmodifiableMap(new LinkedHashMap<>(schema));
            return this;
        }

        /** Whether the provider shall hold the model to the schema; by default, and with {@code null}, the provider's choice. */
        public Builder strict(@Nullable Boolean enforced) {
            strict = enforced;
            return this;
        }

        /** By wire format, further fields that its adapters add and other formats leave out; none by default. */
        public Builder hints(Map<String, Map<String, Object>> fieldsByWire) {
            hints = Map.copyOf(fieldsByWire);
            return this;
        }

        /** Asks the provider to cache the prompt up to the end of this tool; by default, and with {@code null}, does not. */
        public Builder cacheMark(ContentPart.@Nullable CacheMark mark) {
            cacheMark = mark;
            return this;
        }

        /** The tool. */
        public Tool build() {
            return new Tool(this);
        }
    }
}
