package dev.llmconnect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An answer. Immutable and thread-safe; {@link #toMap()} is its shape on the wire (the contract's section 2). */
public final class LLMResponse {
    /** The key of {@link #metadata()} for the provider's name. */
    public static final String PROVIDER = "provider";
    /** The key of {@link #metadata()} for the call's id. */
    public static final String REQUEST_ID = "request_id";
    /** The key of {@link #metadata()} for the profile that was used. */
    public static final String PROFILE = "profile";
    /** The key of {@link #metadata()} for the list of defaults that the model does not take. */
    public static final String DROPPED_PARAMS = "dropped_params";
    /** The key of {@link #metadata()} for what each attempt did. */
    public static final String ATTEMPTS = "attempts";
    /** The key of {@link #metadata()} for the price in US dollars. */
    public static final String COST_USD = "cost_usd";
    /** The key of {@link #metadata()} for the provider's own id of the request. */
    public static final String PROVIDER_REQUEST_ID = "provider_request_id";

    private final String content;
    private final String model;
    private final Usage usage;
    private final FinishReason finishReason;
    private final @Nullable String providerFinishReason;
    private final @Nullable String reasoning;
    private final @Nullable String refusal;
    private final List<ToolCall> toolCalls;
    private final List<ContentPart> parts;
    private final Map<String, Map<String, Object>> wireFields;
    private final Map<String, Object> metadata;

    private LLMResponse(Builder builder) {
        content = builder.content;
        model = builder.model;
        usage = builder.usage;
        providerFinishReason = builder.providerFinishReason;
        reasoning = builder.reasoning;
        refusal = builder.refusal;
        toolCalls = builder.toolCalls;
        parts = builder.parts;
        wireFields = builder.wireFields;
        metadata = builder.metadata;
        boolean calledTool = !toolCalls.isEmpty() && !builder.finishReason.equals(FinishReason.LENGTH);
        finishReason = calledTool ? FinishReason.TOOL_CALLS : builder.finishReason;
    }

    /** Starts with an empty answer that ended with {@code stop}. */
    public static Builder builder() {
        return new Builder();
    }

    /** The answer's words; empty when there are none. */
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

    /** What the model thought, where the provider shows it. */
    public Optional<String> reasoning() {
        return Optional.ofNullable(reasoning);
    }

    /** The model's refusal, where the provider tells it from the answer. */
    public Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** The tools the model wants to be run. */
    public List<ToolCall> toolCalls() {
        return toolCalls;
    }

    /** What is known beyond the other fields, by the contract's names; values as for a JSON writer. */
    public Map<String, Object> metadata() {
        return metadata;
    }

    /**
     * What the provider said in fields that nothing else here holds, in the shape of that wire format's whole answer; empty when the
     * answer came in another format.
     */
    public Map<String, Object> wireFields(String wire) {
        return wireFields.getOrDefault(wire, Map.of());
    }

    /** The answer as a message to go on with: its own parts in the provider's order, reasoning and signatures included. */
    public Message toMessage() {
        if (!parts.isEmpty()) {
            return Message.assistant(parts);
        }
        List<ContentPart> whole = new ArrayList<>();
        if (!content.isEmpty()) {
            whole.add(new ContentPart.Text(content));
        }
        whole.addAll(toolCalls);
        return Message.assistant(whole);
    }

    /** The wire contract's JSON shape, as a map for any JSON library. */
    public Map<String, Object> toMap() {
        Map<String, Object> all = new LinkedHashMap<>(metadata);
        providerFinishReason()
                .filter(word -> !word.equals(finishReason.value()))
                .ifPresent(word -> all.put("provider_finish_reason", word));
        reasoning().ifPresent(text -> all.put("reasoning", text));
        refusal().ifPresent(text -> all.put("refusal", text));
        if (!toolCalls.isEmpty()) {
            all.put("tool_calls", toolCalls.stream().map(ToolCall::toMap).toList());
        }
        if (!usage.details().isEmpty()) {
            all.put("usage_details", usage.details());
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("content", content);
        map.put("model", model);
        map.put("usage", usage.toMap());
        map.put("finish_reason", finishReason.value());
        map.put("metadata", all);
        return map;
    }

    /** This answer with an entry of {@link #metadata()} that was not there; one that was there stays. */
    public LLMResponse withMetadataIfAbsent(String key, Object value) {
        if (metadata.containsKey(key)) {
            return this;
        }
        return toBuilder().metadata(key, value).build();
    }

    /** A builder that starts as a copy. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.content = content;
        builder.model = model;
        builder.usage = usage;
        builder.finishReason = finishReason;
        builder.providerFinishReason = providerFinishReason;
        builder.reasoning = reasoning;
        builder.refusal = refusal;
        builder.toolCalls = toolCalls;
        builder.parts = parts;
        builder.wireFields = wireFields;
        builder.metadata = metadata;
        return builder;
    }

    /** Names the answer, never what it says. */
    @Override
    public String toString() {
        return "LLMResponse[" + model + ", " + finishReason + ", " + content.length() + " characters]";
    }

    /** Sets the parts of an answer. Not thread-safe. */
    public static final class Builder {
        private String content = "";
        private String model = "";
        private Usage usage = Usage.NONE;
        private FinishReason finishReason = FinishReason.STOP;
        private @Nullable String providerFinishReason;
        private @Nullable String reasoning;
        private @Nullable String refusal;
        // Each is replaced and never changed, so that answers and builders can share them.
        private List<ToolCall> toolCalls = List.of();
        private List<ContentPart> parts = List.of();
        private Map<String, Map<String, Object>> wireFields = Map.of();
        private Map<String, Object> metadata = Map.of();

        private Builder() {}

        /** The answer's words. */
        public Builder content(String text) {
            content = text;
            return this;
        }

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

        /** What the model thought; an empty text counts as none. */
        public Builder reasoning(@Nullable String text) {
            reasoning = text == null || text.isEmpty() ? null : text;
            return this;
        }

        /** The model's refusal; an empty text counts as none. */
        public Builder refusal(@Nullable String text) {
            refusal = text == null || text.isEmpty() ? null : text;
            return this;
        }

        /** Replaces the tool calls. */
        public Builder toolCalls(List<ToolCall> calls) {
            toolCalls = List.copyOf(calls);
            return this;
        }

        /** The answer's parts in the provider's order, for {@link LLMResponse#toMessage()}; needed where order or signatures matter. */
        public Builder parts(List<ContentPart> inOrder) {
            parts = List.copyOf(inOrder);
            return this;
        }

        /** Fields of that wire format that nothing else here holds, in the shape of its whole answer. */
        public Builder wireFields(String wire, Map<String, Object> fields) {
            Map<String, Object> copy =
                    fields.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(fields));
            wireFields = with(wireFields, wire, copy);
            return this;
        }

        /** One entry of the metadata. */
        public Builder metadata(String key, Object value) {
            metadata = with(metadata, key, value);
            return this;
        }

        private static <V> Map<String, V> with(Map<String, V> map, String key, V value) {
            if (map.isEmpty()) {
                return Collections.singletonMap(key, value);
            }
            Map<String, V> more = new LinkedHashMap<>(map);
            more.put(key, value);
            return Collections.unmodifiableMap(more);
        }

        /** The answer. */
        public LLMResponse build() {
            return new LLMResponse(this);
        }
    }
}
