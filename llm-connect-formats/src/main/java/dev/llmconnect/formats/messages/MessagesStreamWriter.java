package dev.llmconnect.formats.messages;

import static dev.llmconnect.formats.messages.AnswerBlocks.typed;

import dev.llmconnect.LLMException;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.formats.endpoint.AnswerFacts;
import dev.llmconnect.formats.endpoint.ByteOutput;
import dev.llmconnect.formats.endpoint.ServerSentEvent;
import dev.llmconnect.formats.endpoint.StreamWriter;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The events of a streamed message, in Anthropic's order: {@code message_start}, a {@code ping}, the blocks, {@code message_delta},
 * {@code message_stop}; or {@code error}, after which nothing comes.
 *
 * <p>Where a provider tells its model and its count of the prompt at the end only, {@code message_start} has the model that was asked
 * for and no tokens, and {@code message_delta} has all counts.
 */
public final class MessagesStreamWriter implements StreamWriter {
    private static final byte[] PING = ServerSentEvent.bytes("ping", Map.of("type", "ping"));
    private static final String CONTEXT_MANAGEMENT = "context_management";

    private final String requestId;
    private final String model;

    public MessagesStreamWriter(String requestId, String model) {
        this.requestId = requestId;
        this.model = model;
    }

    @Override
    public byte[] ping() {
        return PING;
    }

    @Override
    public void write(LLMStream answer, ByteOutput out) {
        Iterator<StreamEvent> events = answer.iterator();
        @Nullable StreamEvent first = events.hasNext() ? events.next() : null;
        @Nullable LLMResponse whole = first == null ? answer.response() : null;
        LLMResponse soFar = soFar(first, whole);
        Map<String, Object> start = typed("message_start");
        start.put("message", MessageAnswer.begun(soFar, requestId));
        out.write(ServerSentEvent.bytes("message_start", start));
        out.write(PING);
        BlockSequence blocks = new BlockSequence(
                AnswerBlocks.isOwn(soFar), (name, event) -> out.write(ServerSentEvent.bytes(name, event)));
        if (first != null) {
            blocks.accept(first);
        }
        events.forEachRemaining(blocks::accept);
        LLMResponse complete = whole != null ? whole : answer.response();
        Map<String, Object> delta = delta(soFar, complete);
        blocks.finish(complete);
        out.write(ServerSentEvent.bytes("message_delta", delta));
        out.write(ServerSentEvent.bytes("message_stop", typed("message_stop")));
    }

    @Override
    public byte[] failure(LLMException failure) {
        return ServerSentEvent.bytes("error", MessagesErrorWriter.tree(failure, requestId));
    }

    @Override
    public boolean endsCleanlyAfterFailure() {
        return true;
    }

    private LLMResponse soFar(@Nullable StreamEvent first, @Nullable LLMResponse whole) {
        if (first instanceof StreamEvent.Start start) {
            return start.soFar();
        }
        return whole != null ? whole : LLMResponse.builder().model(model).build();
    }

    private static Map<String, Object> delta(LLMResponse soFar, LLMResponse whole) {
        Map<String, Object> change = new LinkedHashMap<>();
        StopReason.put(change, whole);
        Map<String, Object> known = MessageAnswer.others(soFar);
        Map<String, Object> more = MessageAnswer.others(whole);
        more.entrySet().removeIf(field -> Objects.equals(field.getValue(), known.get(field.getKey())));
        @Nullable Object contextManagement = more.remove(CONTEXT_MANAGEMENT);
        more.forEach(change::putIfAbsent);
        Map<String, Object> event = typed("message_delta");
        event.put("delta", change);
        event.put("usage", TokenUsage.of(whole));
        if (contextManagement != null) {
            event.put(CONTEXT_MANAGEMENT, contextManagement);
        }
        event.put(AnswerFacts.FIELD, MessageAnswer.facts(whole));
        return event;
    }
}
