package dev.llmconnect.server.internal.anthropic;

import static dev.llmconnect.server.internal.anthropic.AnswerBlocks.typed;

import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.server.HttpOutput;
import dev.llmconnect.server.HttpRequest;
import dev.llmconnect.server.StreamingBody;
import dev.llmconnect.server.internal.call.AnswerFacts;
import dev.llmconnect.server.internal.http.ServerSentEvent;
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
final class MessageEvents implements StreamingBody {
    private static final byte[] PING = ServerSentEvent.bytes("ping", Map.of("type", "ping"));
    private static final String CONTEXT_MANAGEMENT = "context_management";

    private final HttpRequest request;
    private final String model;
    private final LLMRequest call;

    MessageEvents(HttpRequest request, String model, LLMRequest call) {
        this.request = request;
        this.model = model;
        this.call = call;
    }

    @Override
    public byte[] ping() {
        return PING;
    }

    @Override
    public void writeTo(HttpOutput out) {
        try (LLMStream answer = request.adapter().stream(call)) {
            Iterator<StreamEvent> events = answer.iterator();
            @Nullable StreamEvent first = events.hasNext() ? events.next() : null;
            @Nullable LLMResponse whole = first == null ? answer.response() : null;
            LLMResponse soFar = soFar(first, whole);
            Map<String, Object> start = typed("message_start");
            start.put("message", MessageAnswer.begun(soFar, request.id()));
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
    }

    @Override
    public byte[] failure(LLMException failure) {
        return ServerSentEvent.bytes("error", AnthropicErrors.tree(failure, request.id()));
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
