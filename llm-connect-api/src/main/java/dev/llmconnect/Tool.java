package dev.llmconnect;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A tool the model may call. Immutable and thread-safe. */
public final class Tool {
    private final String name;
    private final String description;
    private final Map<String, Object> parameters;
    private final @Nullable Boolean strict;
    private final Map<String, Map<String, Object>> hints;
    private final ContentPart.@Nullable CacheMark cacheMark;
    private final @Nullable String rawWire;
    private final Map<String, Object> raw;

    private Tool(Builder builder) {
        name = builder.name;
        description = builder.description;
        parameters = builder.parameters;
        strict = builder.strict;
        hints = builder.hints;
        cacheMark = builder.cacheMark;
        rawWire = null;
        raw = Map.of();
    }

    private Tool(Tool tool, String wire, Map<String, Object> raw) {
        name = tool.name;
        description = tool.description;
        parameters = tool.parameters;
        strict = tool.strict;
        hints = tool.hints;
        cacheMark = tool.cacheMark;
        rawWire = wire;
        this.raw = raw;
    }

    /**
     * Creates a tool with the provider's default strictness.
     *
     * @param parameters JSON schema of the arguments
     */
    public static Tool of(String name, String description, Map<String, Object> parameters) {
        return builder(name).description(description).parameters(parameters).build();
    }

    /** Returns a builder of a tool without description and parameters. */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /** Name of the tool. */
    public String name() {
        return name;
    }

    /** Description of the tool, for the model. */
    public String description() {
        return description;
    }

    /** JSON schema of the arguments. */
    public Map<String, Object> parameters() {
        return parameters;
    }

    /** Whether the provider must enforce the schema; empty for the provider's default. */
    public Optional<Boolean> strict() {
        return Optional.ofNullable(strict);
    }

    /** Additional fields by wire format (see {@link WireFormat}); other formats omit them. */
    public Map<String, Map<String, Object>> hints() {
        return hints;
    }

    /** Cache mark at the end of this tool; {@code null} for none. */
    public ContentPart.@Nullable CacheMark cacheMark() {
        return cacheMark;
    }

    /**
     * Returns a copy that remembers the JSON object it was read from, which adapters of the same wire format send unchanged. A copy
     * made with {@link #toBuilder()} forgets it. It does not affect equality.
     *
     * @param wire name of the format, see {@link WireFormat}
     * @param object element of the format's list of tools; not copied
     */
    public Tool withRaw(String wire, Map<String, Object> object) {
        return new Tool(this, wire, Collections.unmodifiableMap(object));
    }

    /** JSON object this tool was read from; empty if it was not read from this wire format or was changed since. */
    public Optional<Map<String, Object>> raw(String wire) {
        return wire.equals(rawWire) ? Optional.of(raw) : Optional.empty();
    }

    /** Returns a builder with the values of this tool. */
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

    /** Returns the name, never the description or schema. */
    @Override
    public String toString() {
        return "Tool[" + name + "]";
    }

    /** Builder of a {@link Tool}. Not thread-safe. */
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

        /** Sets the name of the tool. */
        public Builder name(String name) {
            this.name = name;
            return this;
        }

        /** Sets the description of the tool, for the model. Default: empty. */
        public Builder description(String text) {
            description = text;
            return this;
        }

        /** Sets the JSON schema of the arguments. Default: empty. */
        public Builder parameters(Map<String, Object> schema) {
            parameters = Collections.unmodifiableMap(new LinkedHashMap<>(schema));
            return this;
        }

        /** Sets whether the provider must enforce the schema. Default: {@code null}, the provider's default. */
        public Builder strict(@Nullable Boolean enforced) {
            strict = enforced;
            return this;
        }

        /** Sets additional fields by wire format; other formats omit them. Default: none. */
        public Builder hints(Map<String, Map<String, Object>> fieldsByWire) {
            hints = Map.copyOf(fieldsByWire);
            return this;
        }

        /** Sets the cache mark at the end of this tool. Default: {@code null}, none. */
        public Builder cacheMark(ContentPart.@Nullable CacheMark mark) {
            cacheMark = mark;
            return this;
        }

        /** Creates the tool. */
        public Tool build() {
            return new Tool(this);
        }
    }
}
