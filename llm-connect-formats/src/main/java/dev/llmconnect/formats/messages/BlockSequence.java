package dev.llmconnect.formats.messages;

import static dev.llmconnect.formats.messages.AnswerBlocks.typed;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.ToolCall;
import dev.llmconnect.internal.SignedCallId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The events of an answer as blocks, one after the other: a block is closed before the next one begins. Where a provider mixes the
 * pieces of several tool calls, the first is sent as it comes, and the pieces of the others wait for their turn. Not thread-safe.
 */
final class BlockSequence {
    private final boolean own;
    private final BiConsumer<String, Map<String, Object>> out;
    /** The first one is open; the others wait. */
    private final Deque<StreamedBlock> blocks = new ArrayDeque<>();

    private final Map<Integer, StreamedBlock> calls = new HashMap<>();
    private final Map<String, List<StreamedBlock>> byId = new HashMap<>();
    private int index;

    /**
     * @param own whether the answer comes in Anthropic's own format
     * @param out takes each event, by its name
     */
    BlockSequence(boolean own, BiConsumer<String, Map<String, Object>> out) {
        this.own = own;
        this.out = out;
    }

    void accept(StreamEvent event) {
        if (event instanceof StreamEvent.Text text) {
            open("text").add("text_delta", "text", text.text());
        } else if (event instanceof StreamEvent.Refusal refusal && !own) {
            open("text").add("text_delta", "text", refusal.text());
        } else if (event instanceof StreamEvent.Reasoning reasoning) {
            open("thinking").add("thinking_delta", "thinking", reasoning.text());
        } else if (event instanceof StreamEvent.ToolCallDelta delta) {
            call(delta);
        } else if (event instanceof StreamEvent.PartEnd end) {
            end(end.parts());
        }
        send();
    }

    /** Closes all blocks, the last with the sources of the answer. An answer that came without events is sent in whole. */
    void finish(LLMResponse whole) {
        if (index == 0 && blocks.isEmpty()) {
            AnswerBlocks.of(whole).forEach(block -> blocks.add(StreamedBlock.whole(block)));
        }
        @Nullable StreamedBlock last = blocks.peekLast();
        if (!own && last != null && last.is("text")) {
            last.end(BlockEvents.citations(Map.of(CarriedCitations.FIELD, AnswerBlocks.citations(whole))));
        }
        blocks.forEach(block -> block.end(List.of()));
        send();
    }

    /** The last block when it is of that type and may grow, else a new one. */
    private StreamedBlock open(String type) {
        @Nullable StreamedBlock last = blocks.peekLast();
        if (last != null && last.is(type) && !last.ended()) {
            return last;
        }
        Map<String, Object> start = typed(type);
        start.put(type, "");
        if (type.equals("thinking")) {
            start.put("signature", "");
        }
        return begin(new StreamedBlock(start));
    }

    /** Words end where something else begins. */
    private StreamedBlock begin(StreamedBlock block) {
        @Nullable StreamedBlock last = blocks.peekLast();
        if (last != null && !last.is("tool_use")) {
            last.end(List.of());
        }
        blocks.add(block);
        if (block.is("tool_use")) {
            byId.computeIfAbsent(String.valueOf(block.start().get("id")), any -> new ArrayList<>(1))
                    .add(block);
        }
        return block;
    }

    private void call(StreamEvent.ToolCallDelta delta) {
        StreamedBlock block = calls.computeIfAbsent(
                delta.index(),
                index -> begin(new StreamedBlock(AnswerBlocks.toolUse(
                        delta.id() == null ? "" : delta.id(),
                        delta.name() == null ? "" : delta.name(),
                        delta.extras(),
                        own))));
        if (!block.sent()) {
            block.add("input_json_delta", "partial_json", delta.arguments());
        } else if (!delta.arguments().isBlank()) {
            throw new LLMApiException(
                    "the provider continued a tool call that was complete",
                    null,
                    ErrorDetails.builder().reason(FailureReason.MALFORMED).build());
        }
    }

    private void end(List<ContentPart> parts) {
        ContentPart part = parts.get(0);
        if (part instanceof ToolCall call) {
            String id = own ? call.id() : SignedCallId.write(call.id(), call.extras());
            byId.getOrDefault(id, List.of()).forEach(block -> block.end(List.of()));
            return;
        }
        List<Map<String, Object>> ended = AnswerBlocks.of(parts, own);
        boolean isSaid = endWords(ended);
        for (Map<String, Object> whole : ended) {
            @Nullable StreamedBlock last = blocks.peekLast();
            if (isSaid && "text".equals(whole.get("type"))) {
                continue;
            }
            if (last == null || last.ended() || !last.is(String.valueOf(whole.get("type")))) {
                begin(StreamedBlock.whole(whole));
            } else if (last.is("thinking")) {
                last.end(List.of(BlockEvents.delta("signature_delta", "signature", signature(whole))));
            } else {
                last.end(List.of());
            }
        }
    }

    /** Ends the block of words that is open, which holds all texts that have ended, with their sources; returns whether there is one. */
    private boolean endWords(List<Map<String, Object>> ended) {
        @Nullable StreamedBlock last = blocks.peekLast();
        List<Map<String, Object>> texts =
                ended.stream().filter(block -> "text".equals(block.get("type"))).toList();
        if (last == null || !last.is("text") || last.ended() || texts.isEmpty()) {
            return false;
        }
        last.end(texts.stream()
                .flatMap(text -> BlockEvents.citations(text).stream())
                .toList());
        return true;
    }

    private static Object signature(Map<String, Object> block) {
        return block.getOrDefault("signature", "");
    }

    private void send() {
        for (StreamedBlock block = blocks.peek(); block != null; block = blocks.peek()) {
            if (block.begin()) {
                Map<String, Object> start = event("content_block_start");
                start.put("content_block", block.start());
                out.accept("content_block_start", start);
            }
            for (Map<String, Object> delta : block.takeUnsent()) {
                Map<String, Object> event = event("content_block_delta");
                event.put("delta", delta);
                out.accept("content_block_delta", event);
            }
            if (!block.ended() && (blocks.size() == 1 || !block.mayClose())) {
                return;
            }
            out.accept("content_block_stop", event("content_block_stop"));
            blocks.remove().markSent();
            index++;
        }
    }

    private Map<String, Object> event(String type) {
        Map<String, Object> event = typed(type);
        event.put("index", index);
        return event;
    }
}
