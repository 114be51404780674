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
 * LangChain4j streaming chat model backed by an adapter. Each call runs on its own thread, a virtual one where available, which
 * invokes the handler. Cancelling the {@code StreamingHandle} cancels the provider call. Thread-safe.
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

    /** Creates a model without default parameters and listeners. */
    public static LLMConnectStreamingChatModel of(LLMAdapter adapter) {
        return of(adapter, ChatRequestParameters.builder().build(), List.of());
    }

    /**
     * Creates a model.
     *
     * @param defaults parameters of requests that do not set them
     * @param listeners LangChain4j listeners
     */
    public static LLMConnectStreamingChatModel of(
            LLMAdapter adapter, ChatRequestParameters defaults, List<ChatModelListener> listeners) {
        return new LLMConnectStreamingChatModel(adapter, defaults, List.copyOf(listeners));
    }

    /**
     * Executes a request with completed parameters. Failures are passed to the handler, with the {@link LLMException} as the
     * cause.
     */
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

    /** JSON schemas, which the adapter maps to the provider's structured output. */
    @Override
    public Set<Capability> supportedCapabilities() {
        return Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA);
    }

    /** Cancels running streams. Idempotent. Does not close the adapter. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
