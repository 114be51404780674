package dev.llmconnect.formats.cohere;

import dev.llmconnect.ContentPart;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.ResponseMetadata;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.ToolCall;
import dev.llmconnect.Usage;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.wire.StreamedArguments;
import dev.llmconnect.formats.wire.ToolArguments;
import dev.llmconnect.formats.wire.ToolCallIds;
import dev.llmconnect.formats.wire.WireCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Puts an answer together, from one object or from the events of a stream. */
final class CohereAnswerReader {
    private final WireCall call;
    private final StringBuilder content = new StringBuilder();
    private final StringBuilder plan = new StringBuilder();
    private final StringBuilder thinking = new StringBuilder();
    private final List<Pending> toolCalls = new ArrayList<>();
    private final List<Object> citations = new ArrayList<>();
    private Consumer<StreamEvent> events = event -> {};
    private String id = "";
    private @Nullable String finish;
    private boolean started;
    private boolean ended;
    private Usage usage = Usage.NONE;

    CohereAnswerReader(WireCall call) {
        this.call = call;
    }

    /** Whom to tell of what is added from now on. */
    void tell(Consumer<StreamEvent> out) {
        events = event -> {
            if (!started) {
                started = true;
                out.accept(new StreamEvent.Start(
                        LLMResponse.builder().metadata(metadata()).build()));
            }
            out.accept(event);
        };
    }

    private ResponseMetadata metadata() {
        return ResponseMetadata.builder()
                .providerRequestId(id.isEmpty() ? null : id)
                .build();
    }

    void id(JsonNode body) {
        id = body.textOrEmpty("id");
    }

    /** What the model means to do before it calls tools. */
    void plan(String words) {
        plan.append(words);
        events.accept(new StreamEvent.Reasoning(words));
    }

    void content(JsonNode part) {
        String thought = call.text(part, "thinking");
        if (!thought.isEmpty()) {
            thinking.append(thought);
            events.accept(new StreamEvent.Reasoning(thought));
        }
        String said = call.text(part, "text");
        if (!said.isEmpty()) {
            content.append(said);
            events.accept(new StreamEvent.Text(said));
        }
    }

    /**
     * A tool call begins, or is there whole.
     *
     * @param index under which its pieces come
     */
    void toolCall(OptionalLong index, JsonNode toolCall) {
        String name = toolCall.get("function").textOrEmpty("name");
        if (name.isEmpty()) {
            throw call.failures().malformed("a tool call has no name");
        }
        int position = toolCalls.size();
        Pending pending =
                new Pending(toolCall.filled("id").orElseGet(() -> ToolCallIds.of(call, id, position)), name, index);
        toolCalls.add(pending);
        String begun = pending.arguments.add(toolCall.get("function").get("arguments"));
        events.accept(new StreamEvent.ToolCallDelta(position, pending.id, pending.name, begun));
    }

    void arguments(OptionalLong index, JsonNode toolCall) {
        int last = position(index);
        if (last < 0) {
            throw call.failures().malformed("arguments came before their tool call");
        }
        String more = toolCalls.get(last).arguments.add(toolCall.get("function").get("arguments"));
        if (!more.isEmpty()) {
            events.accept(new StreamEvent.ToolCallDelta(last, null, null, more));
        }
    }

    /** The call of that index; one that is not known goes on with the last call. */
    private int position(OptionalLong index) {
        for (int i = toolCalls.size() - 1; i >= 0; i--) {
            if (index.isPresent() && toolCalls.get(i).index.equals(index)) {
                return i;
            }
        }
        return toolCalls.size() - 1;
    }

    void citation(JsonNode citation) {
        if (citation.isObject()) {
            citations.add(citation.object());
        }
        citation.items().forEach(this::citation);
    }

    void ended(JsonNode end) {
        ended = true;
        finish = end.filled("finish_reason").orElse(null);
        boolean cut = reason(finish).equals(FinishReason.LENGTH);
        for (int i = 0; i < toolCalls.size(); i++) {
            String rest = toolCalls.get(i).arguments.finish(cut);
            if (!rest.isEmpty()) {
                events.accept(new StreamEvent.ToolCallDelta(i, null, null, rest));
            }
        }
        usage = usage(end.get("usage"));
    }

    boolean isEnded() {
        return ended;
    }

    LLMResponse assemble() {
        return LLMResponse.builder()
                .parts(parts())
                .usage(usage)
                .finishReason(reason(finish))
                .providerFinishReason(finish)
                .metadata(metadata())
                .build();
    }

    private List<ContentPart> parts() {
        List<ContentPart> parts = new ArrayList<>();
        if (!plan.isEmpty()) {
            parts.add(ContentPart.Reasoning.of(
                    plan.toString(), null, Map.of(CohereRequestWriter.TOOL_PLAN, plan.toString())));
        }
        if (!thinking.isEmpty()) {
            parts.add(ContentPart.Reasoning.of(thinking.toString()));
        }
        if (!content.isEmpty()) {
            parts.add(new ContentPart.Text(content.toString()));
        }
        citations.forEach(citation -> parts.add(cited(JsonNode.of(citation))));
        toolCalls.forEach(pending -> parts.add(pending.call()));
        return parts;
    }

    /** A citation may have several sources; the first one names it. */
    private static ContentPart cited(JsonNode raw) {
        JsonNode source = raw.get("sources").at(0).get("document");
        ContentPart.Citation.Builder citation = ContentPart.Citation.builder()
                .url(source.filled("url").orElse(null))
                .title(source.filled("title").orElse(null))
                .quote(source.filled("snippet").or(() -> source.filled("text")).orElse(null))
                .raw(CohereWire.NAME, raw.object());
        if (raw.get("start").isNumber() && raw.get("end").isNumber()) {
            citation.range(index(raw, "start"), index(raw, "end"));
        }
        return citation.build();
    }

    private static int index(JsonNode raw, String name) {
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, raw.number(name).orElse(0)));
    }

    /**
     * The contract's word for {@code finish_reason} (https://docs.cohere.com/reference/chat). One that is not known is an error: it is not
     * said that the answer is complete.
     */
    private static FinishReason reason(@Nullable String word) {
        return switch (word == null ? "" : word) {
            case "", "COMPLETE", "STOP_SEQUENCE" -> FinishReason.STOP;
            case "MAX_TOKENS", "ERROR_LIMIT" -> FinishReason.LENGTH;
            case "TOOL_CALL" -> FinishReason.TOOL_CALLS;
            case "ERROR_TOXIC" -> FinishReason.CONTENT_FILTER;
            default -> FinishReason.ERROR;
        };
    }

    /**
     * {@code tokens} is what the model saw and wrote; {@code billed_units} is less, and goes into the extras. Tokens of images are counted
     * beside {@code input_tokens} (shown by recordings).
     */
    private static Usage usage(JsonNode usage) {
        JsonNode billed = usage.get("billed_units");
        JsonNode tokens = usage.has("tokens") ? usage.get("tokens") : billed;
        long images = tokens.number("image_tokens").orElse(0);
        return Usage.builder()
                .inputTokens(Usage.sum(tokens.number("input_tokens").orElse(0), images))
                .imageInputTokens(images)
                .cacheReadTokens(usage.number("cached_tokens").orElse(0))
                .outputTokens(tokens.number("output_tokens").orElse(0))
                .reasoningTokens(tokens.number("reasoning_tokens").orElse(0))
                .extra("billed_input_tokens", billed.number("input_tokens").orElse(0))
                .extra("billed_output_tokens", billed.number("output_tokens").orElse(0))
                .build();
    }

    private final class Pending {
        private final String id;
        private final String name;
        private final OptionalLong index;
        private final StreamedArguments arguments = new StreamedArguments(call);

        Pending(String id, String name, OptionalLong index) {
            this.id = id;
            this.name = name;
            this.index = index;
        }

        ToolCall call() {
            return ToolArguments.call(id, name, arguments.toString(), Map.of());
        }
    }
}
