package dev.llmconnect.formats.messages;

import dev.llmconnect.ContentPart.Refusal;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.ResponseMetadata;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.wire.WireCall;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Assembles an answer from its one message or from its events, by the same rules, so that both come to the same. */
final class MessagesAnswerReader {
    /** What the answer holds in fields of its own. */
    private static final Set<String> HELD =
            Set.of("type", "role", "model", "content", "stop_reason", "stop_sequence", "usage");

    private final WireCall call;
    private final Consumer<StreamEvent> events;
    private final List<AnswerBlock> blocks = new ArrayList<>();
    private final Set<String> blockIds = new HashSet<>();
    private int toolUses;
    private final Map<Long, AnswerBlock> open = new LinkedHashMap<>();
    private final List<AnswerBlock> cutOff = new ArrayList<>();
    private final MessagesUsageReader usage = new MessagesUsageReader();
    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private final Map<String, Object> others = new LinkedHashMap<>();
    private boolean begun;
    private String model = "";
    private String id = "";
    private @Nullable String stopReason;
    private @Nullable String refusal;

    MessagesAnswerReader(WireCall call, Consumer<StreamEvent> events) {
        this.call = call;
        this.events = events;
    }

    /** Takes a message, of which all may be there, or no more than its beginning. */
    void start(JsonNode message) {
        model = message.textOrEmpty("model");
        id = message.textOrEmpty("id");
        usage.update(message.get("usage"));
        others(message);
        boolean cut =
                StopReason.read(message.filled("stop_reason").orElse(null)).equals(FinishReason.LENGTH);
        message.items("content").forEach(block -> add(block).close(cut));
    }

    void open(long index, JsonNode start) {
        String blockId = start.textOrEmpty("id");
        boolean known = !blockId.isEmpty() && blockIds.contains(blockId);
        close(index);
        // A call that stood in the beginning of the message already must not be made twice.
        open.put(index, known ? new AnswerBlock(start, 0, id, call, event -> {}) : add(start));
    }

    void delta(long index, JsonNode delta) {
        AnswerBlock block = open.get(index);
        if (delta.object().isEmpty()) {
            throw call.failures().malformed("there is nothing in a piece of a block");
        }
        if (block == null) {
            throw call.failures().malformed("there is a piece of a block that has not begun");
        }
        block.add(delta);
    }

    void close(long index) {
        AnswerBlock block = open.remove(index);
        if (block == null) {
            return;
        }
        if (block.isToolUse() && !block.hasWholeArguments()) {
            // Whether it was cut off is told only after it.
            cutOff.add(block);
        } else {
            block.close(false);
        }
    }

    /** Takes what nothing else here knows. */
    void others(JsonNode fields) {
        fields.object().forEach((name, value) -> {
            if (value != null && !HELD.contains(name)) {
                others.put(name, value);
            }
        });
    }

    /** Takes what nothing else here knows of the last event but one. */
    void othersOfEvent(JsonNode event) {
        Map<String, Object> fields = new LinkedHashMap<>(event.object());
        fields.remove("delta");
        others(JsonNode.of(fields));
    }

    /** Takes the reason to stop and what comes with it: in a message, or in the last delta beside its usage. */
    void stopped(JsonNode end) {
        others(end);
        stopReason = end.filled("stop_reason").orElse(stopReason);
        end.filled("stop_sequence").ifPresent(text -> metadata.put("stop_sequence", text));
        for (String name : List.of("stop_details", "container")) {
            if (!end.object(name).isEmpty()) {
                metadata.put(name, end.object(name));
            }
        }
        if (refusal == null) {
            refusal = end.get("stop_details").filled("explanation").orElse(null);
            if (refusal != null) {
                emit(new StreamEvent.Refusal(refusal));
            }
        }
    }

    /** Takes counts, which are for the whole answer so far. */
    void used(JsonNode counts) {
        usage.update(counts);
    }

    /** Ends what was left open. */
    void finish() {
        boolean cut = StopReason.read(stopReason).equals(FinishReason.LENGTH);
        cutOff.forEach(block -> block.close(cut));
        open.values().forEach(block -> block.close(cut));
        open.clear();
    }

    LLMResponse assemble() {
        LLMResponse.Builder answer = LLMResponse.builder()
                .model(model)
                .wireFields(MessagesWire.NAME, wireFields())
                .usage(usage.read())
                .finishReason(StopReason.read(stopReason))
                .providerFinishReason(stopReason);
        blocks.forEach(block -> block.parts().forEach(answer::part));
        if (refusal != null) {
            answer.part(new Refusal(refusal));
        }
        ResponseMetadata.Builder known = ResponseMetadata.builder();
        metadata.forEach(known::extra);
        if (!id.isEmpty()) {
            known.providerRequestId(id);
        }
        if (!usage.iterations().isEmpty()) {
            known.extra("iterations", usage.iterations());
        }
        return answer.metadata(known.build()).build();
    }

    private Map<String, Object> wireFields() {
        Map<String, Object> fields = new LinkedHashMap<>(others);
        Map<String, Object> counts = usage.others();
        if (!counts.isEmpty()) {
            fields.put("usage", counts);
        }
        return fields;
    }

    /** What was said before the answer goes before its first piece. */
    private void emit(StreamEvent event) {
        if (!begun) {
            begun = true;
            events.accept(new StreamEvent.Start(LLMResponse.builder()
                    .model(model)
                    .usage(usage.read())
                    .wireFields(MessagesWire.NAME, wireFields())
                    .metadata(known -> known.providerRequestId(id.isEmpty() ? null : id))
                    .build()));
        }
        events.accept(event);
    }

    private AnswerBlock add(JsonNode start) {
        AnswerBlock block = new AnswerBlock(start, toolUses, id, call, this::emit);
        blocks.add(block);
        blockIds.add(block.id());
        toolUses += block.isToolUse() ? 1 : 0;
        if (!block.fallbackModel().isEmpty()) {
            // A stream has named the model that declined; a message in one piece names the one that answered.
            model = block.fallbackModel();
        }
        return block;
    }
}
