package dev.llmconnect.langchain4j;

import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.internal.WorkerThreads;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;

/**
 * LangChain4j's streaming chat model over an adapter. Each call has a thread of its own, a virtual one where the JVM has them; the
 * handler's methods are called on it. Cancelling the {@code StreamingHandle} ends the call to the provider. Thread-safe.
 */
public final class LLMConnectStreamingChatModel implements StreamingChatModel, AutoCloseable {
    private final LLMAdapter adapter;
    private final ChatRequestParameters defaults;
    private final List<ChatModelListener> listeners;
    private final ExecutorService threads = WorkerThreads.executor("llm-connect-langchain4j-");

    private LLMConnectStreamingChatModel(
            LLMAdapter adapter, ChatRequestParameters defaults, List<ChatModelListener> listeners) {
        this.adapter = adapter;
        this.defaults = defaults;
        this.listeners = listeners;
    }

    /** A model with nothing set and no listener. */
    public static LLMConnectStreamingChatModel of(LLMAdapter adapter) {
        return of(adapter, ChatRequestParameters.builder().build(), List.of());
    }

    /**
     * A model.
     *
     * @param defaults parameters of requests that do not set them
     * @param listeners LangChain4j's own listeners
     */
    public static LLMConnectStreamingChatModel of(
            LLMAdapter adapter, ChatRequestParameters defaults, List<ChatModelListener> listeners) {
        return new LLMConnectStreamingChatModel(adapter, defaults, List.copyOf(listeners));
    }

    /** Answers one request, its parameters completed; failures go to the handler, with the {@link LLMException} as the cause. */
    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        LLMRequest asked;
        try {
            asked = ChatRequests.of(request);
        } catch (LLMException e) {
            handler.onError(ChatFailures.of(e));
            return;
        }
        threads.execute(() -> new StreamedChat(handler).run(adapter, asked));
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
        return defaults;
    }

    @Override
    public List<ChatModelListener> listeners() {
        return listeners;
    }

    /** A JSON schema: the adapter gives it to the provider's own structured output. */
    @Override
    public Set<Capability> supportedCapabilities() {
        return Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA);
    }

    /** Ends the streams that still run. Idempotent. The adapter stays open. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
