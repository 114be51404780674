package dev.llmconnect.formats.converse;

import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.ResponseMetadata;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.Usage;
import dev.llmconnect.formats.converse.ConverseAnswerBlock.Kind;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.wire.WireCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Assembles an answer from its one message or from its events, by the same rules, so that both come to the same. */
final class ConverseAnswerReader {
    private static final List<String> KEPT =
            List.of("trace", "additionalModelResponseFields", "performanceConfig", "serviceTier");

    private final WireCall call;
    private final Consumer<StreamEvent> events;
    private final List<ConverseAnswerBlock> blocks = new ArrayList<>();
    private int calls;
    private final Map<Long, ConverseAnswerBlock> open = new LinkedHashMap<>();
    private final List<ConverseAnswerBlock> closed = new ArrayList<>();
    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private @Nullable String stopReason;
    private Usage usage = Usage.NONE;

    ConverseAnswerReader(WireCall call, Consumer<StreamEvent> events) {
        this.call = call;
        this.events = events;
    }

    /** Takes a block in one piece. */
    void add(JsonNode block) {
        if (block.has("text")) {
            begin(Kind.TEXT, "text", JsonNode.MISSING).say(call.text(block, "text"));
        } else if (block.has("citationsContent")) {
            JsonNode cited = block.get("citationsContent");
            ConverseAnswerBlock text = begin(Kind.TEXT, "text", JsonNode.MISSING);
            cited.items("citations").forEach(text::cite);
            cited.items("content").forEach(piece -> text.say(call.text(piece, "text")));
        } else if (block.has("reasoningContent")) {
            JsonNode reasoning = block.get("reasoningContent");
            ConverseAnswerBlock thought = begin(Kind.REASONING, "reasoningContent", JsonNode.MISSING);
            thought.reason(reasoning.get("reasoningText"));
            thought.reason(reasoning);
        } else {
            member(block).ifPresent(field -> {
                ConverseAnswerBlock whole = begin(kind(field, block.get(field)), field, block.get(field));
                if (field.equals("toolUse")) {
                    whole.input(block.get(field).get("input"));
                    whole.end(false);
                }
            });
        }
    }

    void open(long index, JsonNode start) {
        member(start)
                .ifPresent(field -> open.put(index, begin(kind(field, start.get(field)), field, start.get(field))));
    }

    /** Takes a piece; a kind of piece that is not known changes nothing. */
    void delta(long index, JsonNode delta) {
        if (delta.has("text")) {
            opened(index, Kind.TEXT, "text").say(call.text(delta, "text"));
        } else if (delta.has("citation")) {
            opened(index, Kind.TEXT, "text").cite(delta.get("citation"));
        } else if (delta.has("reasoningContent")) {
            opened(index, Kind.REASONING, "reasoningContent").reason(delta.get("reasoningContent"));
        } else if (delta.has("toolUse")) {
            ConverseAnswerBlock block = open.get(index);
            if (block == null || !block.field().equals("toolUse")) {
                throw call.failures().malformed("there is a piece of a tool call that has not begun");
            }
            block.input(delta.get("toolUse").get("input"));
        } else {
            member(delta).ifPresent(field -> opened(index, Kind.OTHER, field).grow(delta.get(field)));
        }
    }

    /** Which of its kinds it is; a later version may say more beside that. */
    private static Optional<String> member(JsonNode union) {
        return union.has("toolUse")
                ? Optional.of("toolUse")
                : union.object().keySet().stream().filter(union::has).findFirst();
    }

    void close(long index) {
        ConverseAnswerBlock block = open.remove(index);
        if (block != null) {
            closed.add(block);
            ended(block);
        }
    }

    /** Tells the whole part with what its pieces do not say, such as a signature; a call is known only once the answer has ended. */
    private void ended(ConverseAnswerBlock block) {
        if (!block.field().equals("toolUse") && !block.isEmpty()) {
            events.accept(new StreamEvent.PartEnd(block.parts()));
        }
    }

    /** Ends every block: only now it is known whether the last one was cut off. */
    void finish() {
        boolean cut = finishReason(stopReason).equals(FinishReason.LENGTH);
        closed.forEach(block -> block.end(cut));
        open.values().forEach(block -> block.end(cut));
        closed.clear();
        open.clear();
    }

    /** Takes the reason to stop, from the answer or from the event that tells it. */
    void stopped(JsonNode end) {
        stopReason = end.filled("stopReason").orElse(stopReason);
    }

    /** Takes the counts and whatever else is told of the call, from the answer or from the last event. */
    void told(JsonNode beside) {
        if (beside.has("usage")) {
            usage = ConverseUsageReader.read(beside.get("usage"));
        }
        for (String name : KEPT) {
            Object value = beside.get(name).raw();
            if (value != null) {
                metadata.put(name, value);
            }
        }
    }

    LLMResponse assemble() {
        LLMResponse.Builder answer = LLMResponse.builder()
                .usage(usage)
                .finishReason(finishReason(stopReason))
                .providerFinishReason(stopReason);
        blocks.stream()
                .filter(block -> !block.isEmpty())
                .forEach(block -> block.parts().forEach(answer::part));
        ResponseMetadata.Builder known = ResponseMetadata.builder();
        metadata.forEach(known::extra);
        return answer.metadata(known.build()).build();
    }

    /** Only words and thoughts begin without saying so; what comes under the same number as something else is a block of its own. */
    private ConverseAnswerBlock opened(long index, Kind kind, String field) {
        ConverseAnswerBlock block = open.get(index);
        if (block == null || !block.field().equals(field)) {
            block = begin(kind, field, JsonNode.MISSING);
            open.put(index, block);
        }
        return block;
    }

    private ConverseAnswerBlock begin(Kind kind, String field, JsonNode inner) {
        ConverseAnswerBlock block =
                new ConverseAnswerBlock(kind, field, new LinkedHashMap<>(inner.object()), calls, call, events);
        blocks.add(block);
        calls += kind == Kind.CALL ? 1 : 0;
        return block;
    }

    /** A tool that Bedrock runs itself is not for the caller to run. */
    private static Kind kind(String field, JsonNode inner) {
        return field.equals("toolUse") && !inner.textOrEmpty("type").equals("server_tool_use") ? Kind.CALL : Kind.OTHER;
    }

    /**
     * The contract's word for {@code stopReason} of
     * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html. One that is not known is an error: it is not
     * said that the answer is complete.
     */
    private static FinishReason finishReason(@Nullable String word) {
        return switch (word == null ? "" : word) {
            case "", "end_turn", "stop_sequence" -> FinishReason.STOP;
            case "max_tokens", "model_context_window_exceeded" -> FinishReason.LENGTH;
            case "tool_use" -> FinishReason.TOOL_CALLS;
            case "guardrail_intervened", "content_filtered" -> FinishReason.CONTENT_FILTER;
            default -> FinishReason.ERROR;
        };
    }
}
