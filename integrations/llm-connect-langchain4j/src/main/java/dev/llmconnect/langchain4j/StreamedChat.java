package dev.llmconnect.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.PartialToolCallContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.llmconnect.Cancellation;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One stream, told to a handler. Used once, by one thread; cancelled by any. */
final class StreamedChat implements StreamingHandle {
    private final StreamingChatResponseHandler handler;
    private final Cancellation cancellation = new Cancellation();
    /** Ids and names of tool calls by index: the stream says them once. */
    private final Map<Integer, StreamEvent.ToolCallDelta> begun = new HashMap<>();

    StreamedChat(StreamingChatResponseHandler handler) {
        this.handler = handler;
    }

    @Override
    public void cancel() {
        cancellation.cancel();
    }

    @Override
    public boolean isCancelled() {
        return cancellation.isCancelled();
    }

    void run(LLMAdapter adapter, LLMRequest request) {
        ChatResponse whole;
        try (LLMStream stream =
                adapter.stream(request.toBuilder().cancellation(cancellation).build())) {
            for (StreamEvent event : stream) {
                tell(event);
                if (isCancelled()) {
                    return;
                }
            }
            whole = ChatResponses.of(stream.response());
        } catch (LLMException e) {
            if (!isCancelled()) {
                handler.onError(ChatFailures.of(e));
            }
            return;
        } catch (RuntimeException e) {
            handler.onError(e);
            return;
        }
        List<ToolExecutionRequest> calls = whole.aiMessage().toolExecutionRequests();
        for (int i = 0; i < calls.size(); i++) {
            handler.onCompleteToolCall(new CompleteToolCall(i, calls.get(i)));
        }
        handler.onCompleteResponse(whole);
    }

    private void tell(StreamEvent event) {
        if (event instanceof StreamEvent.Text text && event.isToken()) {
            handler.onPartialResponse(new PartialResponse(text.text()), new PartialResponseContext(this));
        } else if (event instanceof StreamEvent.Reasoning reasoning && event.isToken()) {
            handler.onPartialThinking(new PartialThinking(reasoning.text()), new PartialThinkingContext(this));
        } else if (event instanceof StreamEvent.ToolCallDelta delta) {
            StreamEvent.ToolCallDelta first = begun.computeIfAbsent(delta.index(), index -> delta);
            if (!delta.arguments().isEmpty()) {
                handler.onPartialToolCall(
                        PartialToolCall.builder()
                                .index(delta.index())
                                .id(first.id())
                                .name(String.valueOf(first.name()))
                                .partialArguments(delta.arguments())
                                .build(),
                        new PartialToolCallContext(this));
            }
        }
    }
}
