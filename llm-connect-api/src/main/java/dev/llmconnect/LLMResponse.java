package dev.llmconnect;

import dev.llmconnect.ContentPart.Citation;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Refusal;
import dev.llmconnect.ContentPart.Text;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An answer. Its {@linkplain #parts() parts} are the answer: {@link #content()}, {@link #reasoning()}, {@link #toolCalls()},
 * {@link #refusal()} and {@link #citations()} are computed from them. Immutable and thread-safe; {@link #toMap()} is its form on the
 * wire (the wire contract, section 2).
 */
public final class LLMResponse {
    private final String model;
    private final Usage usage;
    private final FinishReason finishReason;
    private final @Nullable String providerFinishReason;
    private final List<ContentPart> parts;
    private final Map<String, Map<String, Object>> wireFields;
    private final ResponseMetadata metadata;
    private final String content;
    private final String reasoning;
    private final String refusal;
    private final List<ToolCall> toolCalls;

    private LLMResponse(Builder builder) {
        model = builder.model;
        usage = builder.usage;
        providerFinishReason = builder.providerFinishReason;
        parts = List.copyOf(builder.parts);
        wireFields = builder.wireFields;
        metadata = builder.metadata;
        content = ResponseParts.text(parts);
        reasoning = ResponseParts.reasoning(parts);
        refusal = ResponseParts.refusal(parts);
        toolCalls = ResponseParts.of(ToolCall.class, parts);
        boolean calledTool = !toolCalls.isEmpty() && !builder.finishReason.equals(FinishReason.LENGTH);
        finishReason = calledTool ? FinishReason.TOOL_CALLS : builder.finishReason;
    }

    private LLMResponse(LLMResponse answer, ResponseMetadata metadata) {
        model = answer.model;
        usage = answer.usage;
        finishReason = answer.finishReason;
        providerFinishReason = answer.providerFinishReason;
        parts = answer.parts;
        wireFields = answer.wireFields;
        this.metadata = metadata;
        content = answer.content;
        reasoning = answer.reasoning;
        refusal = answer.refusal;
        toolCalls = answer.toolCalls;
    }

    /** Starts with an empty answer that ended with {@code stop}. */
    public static Builder builder() {
        return new Builder();
    }

    /** The whole answer, in the provider's order. */
    public List<ContentPart> parts() {
        return parts;
    }

    /** The text of the answer; empty when there is none. */
    public String content() {
        return content;
    }

    /** The model that answered, as the provider names it. */
    public String model() {
        return model;
    }

    /** The tokens used. */
    public Usage usage() {
        return usage;
    }

    /** Why the model stopped; {@code tool_calls} whenever it called a tool and was not cut off. */
    public FinishReason finishReason() {
        return finishReason;
    }

    /** The provider's own word for why the model stopped. */
    public Optional<String> providerFinishReason() {
        return Optional.ofNullable(providerFinishReason);
    }

    /** The model's reasoning, where the provider shows it. */
    public Optional<String> reasoning() {
        return reasoning.isEmpty() ? Optional.empty() : Optional.of(reasoning);
    }

    /** The model's refusal, where the provider tells it from the answer. */
    public Optional<String> refusal() {
        return refusal.isEmpty() ? Optional.empty() : Optional.of(refusal);
    }

    /** The tools the model wants to be run. */
    public List<ToolCall> toolCalls() {
        return toolCalls;
    }

    /** The sources of the answer. */
    public List<Citation> citations() {
        return ResponseParts.of(Citation.class, parts);
    }

    /** The images and sounds that the model made. */
    public List<Media> media() {
        return ResponseParts.of(Media.class, parts);
    }

    /** What is known of the call beyond the answer. */
    public ResponseMetadata metadata() {
        return metadata;
    }

    /**
     * What the provider said in fields that nothing else here holds, in the form of that wire format's whole answer; empty when the
     * answer came in another format.
     */
    public Map<String, Object> wireFields(String wire) {
        return wireFields.getOrDefault(wire, Map.of());
    }

    /** The answer as a message to continue with: its own parts, reasoning and signatures included. */
    public Message toMessage() {
        return Message.assistant(parts);
    }

    /** The wire contract's JSON form, as a map for any JSON library. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("content", content);
        map.put("model", model);
        map.put("usage", usage.toMap());
        map.put("finish_reason", finishReason.value());
        map.put("metadata", ResponseMap.metadata(this));
        return map;
    }

    /**
     * Reads {@link #toMap()} back. What is missing or has another type counts as not told; parts that only one wire format knows, and
     * signatures, are not in that form.
     */
    public static LLMResponse fromMap(Map<String, ?> map) {
        return ResponseMap.read(map);
    }

    /** This answer without its parts, as {@link StreamEvent.Start} has it. */
    LLMResponse withoutParts() {
        Builder builder = toBuilder();
        builder.parts = List.of();
        return builder.build();
    }

    /** This answer with changed metadata, for example {@code withMetadata(m -> m.profile("fast"))}. */
    public LLMResponse withMetadata(UnaryOperator<ResponseMetadata.Builder> change) {
        return new LLMResponse(this, change.apply(metadata.toBuilder()).build());
    }

    /** A builder that starts as a copy. Changing its parts removes the {@linkplain #wireFields wire fields}, which describe these. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.copiedWireFields = true;
        builder.model = model;
        builder.usage = usage;
        builder.finishReason = finishReason;
        builder.providerFinishReason = providerFinishReason;
        builder.parts = parts;
        builder.wireFields = wireFields;
        builder.metadata = metadata;
        return builder;
    }

    /** Names the answer, never its content. */
    @Override
    public String toString() {
        return "LLMResponse[" + model + ", " + finishReason + ", " + content.length() + " characters, " + parts.size()
                + " part(s)]";
    }

    /**
     * Sets the parts of an answer. {@link #content}, {@link #reasoning}, {@link #refusal} and {@link #toolCalls} replace the parts of
     * their kind and leave the others where they are. Not thread-safe.
     */
    public static final class Builder {
        private String model = "";
        private Usage usage = Usage.NONE;
        private FinishReason finishReason = FinishReason.STOP;
        private @Nullable String providerFinishReason;
        private List<ContentPart> parts = List.of();
        private boolean ownsParts;
        private boolean copiedWireFields;
        // Each is replaced and never changed, so that answers and builders can share them.
        private Map<String, Map<String, Object>> wireFields = Map.of();
        private ResponseMetadata metadata = ResponseMetadata.NONE;

        private Builder() {}

        /** The model that answered. */
        public Builder model(String name) {
            model = name;
            return this;
        }

        /** The tokens used. */
        public Builder usage(Usage counted) {
            usage = counted;
            return this;
        }

        /** Why the model stopped. */
        public Builder finishReason(FinishReason reason) {
            finishReason = reason;
            return this;
        }

        /** The provider's own word for why the model stopped. */
        public Builder providerFinishReason(@Nullable String word) {
            providerFinishReason = word;
            return this;
        }

        /** Adds a part at the end. */
        public Builder part(ContentPart next) {
            changePartsOfCopy();
            if (!ownsParts) {
                parts = new ArrayList<>(parts);
                ownsParts = true;
            }
            parts.add(next);
            return this;
        }

        /** Replaces all parts. */
        public Builder parts(List<? extends ContentPart> inOrder) {
            changePartsOfCopy();
            parts = new ArrayList<>(inOrder);
            ownsParts = true;
            return this;
        }

        private void changePartsOfCopy() {
            if (copiedWireFields) {
                copiedWireFields = false;
                wireFields = Map.of();
            }
        }

        /** Replaces the text; an empty one counts as none. */
        public Builder content(String text) {
            return parts(
                    ResponseParts.replaced(Text.class, text.isEmpty() ? List.of() : List.of(new Text(text)), parts));
        }

        /** Replaces the reasoning by such without a signature; an empty text counts as none. */
        public Builder reasoning(@Nullable String text) {
            List<Reasoning> by = text == null || text.isEmpty() ? List.of() : List.of(Reasoning.of(text));
            return parts(ResponseParts.replaced(Reasoning.class, by, parts));
        }

        /** Replaces the refusal; an empty text counts as none. */
        public Builder refusal(@Nullable String text) {
            List<Refusal> by = text == null || text.isEmpty() ? List.of() : List.of(new Refusal(text));
            return parts(ResponseParts.replaced(Refusal.class, by, parts));
        }

        /** Replaces the tool calls. */
        public Builder toolCalls(List<ToolCall> calls) {
            return parts(ResponseParts.replaced(ToolCall.class, calls, parts));
        }

        /** Fields of that wire format that nothing else here holds, in the form of its whole answer. */
        public Builder wireFields(String wire, Map<String, Object> fields) {
            Map<String, Map<String, Object>> more = new LinkedHashMap<>(wireFields);
            more.put(wire, fields.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(fields)));
            copiedWireFields = false;
            wireFields = Collections.unmodifiableMap(more);
            return this;
        }

        /** Replaces the metadata. */
        public Builder metadata(ResponseMetadata known) {
            metadata = known;
            return this;
        }

        /** Changes the metadata, for example {@code metadata(m -> m.profile("fast"))}. */
        public Builder metadata(UnaryOperator<ResponseMetadata.Builder> change) {
            metadata = change.apply(metadata.toBuilder()).build();
            return this;
        }

        /** The answer. */
        public LLMResponse build() {
            return new LLMResponse(this);
        }
    }
}
