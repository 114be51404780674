package dev.llmconnect.langchain4j;

import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMException;
import java.util.List;
import java.util.Set;

/**
 * LangChain4j chat model backed by an adapter, whose decorators (fallback, retries, budgets, observers) also apply to
 * {@code AiServices} and agents. Data signed by the provider, such as reasoning, is kept in the attributes of the answer's
 * message and sent back in the next turn. Thread-safe; does not close the adapter.
 *
 * <pre>{@code
 * ChatModel model = LLMConnectChatModel.of(LLMAdapters.create("openai"));
 * }</pre>
 */
public final class LLMConnectChatModel implements ChatModel {
    private final LLMAdapter adapter;
    private final ChatRequestParameters defaults;
    private final List<ChatModelListener> listeners;

    private LLMConnectChatModel(LLMAdapter adapter, ChatRequestParameters defaults, List<ChatModelListener> listeners) {
        this.adapter = adapter;
        this.defaults = defaults;
        this.listeners = listeners;
    }

    /** Creates a model without default parameters and listeners. */
    public static LLMConnectChatModel of(LLMAdapter adapter) {
        return of(adapter, ChatRequestParameters.builder().build(), List.of());
    }

    /**
     * Creates a model.
     *
     * @param defaults parameters of requests that do not set them
     * @param listeners LangChain4j listeners
     */
    public static LLMConnectChatModel of(
            LLMAdapter adapter, ChatRequestParameters defaults, List<ChatModelListener> listeners) {
        return new LLMConnectChatModel(adapter, defaults, List.copyOf(listeners));
    }

    /**
     * Executes a request with completed parameters.
     *
     * @throws dev.langchain4j.exception.LangChain4jException if the call fails; its cause is the {@link LLMException}
     */
    @Override
    public ChatResponse doChat(ChatRequest request) {
        try {
            return ChatResponses.of(adapter.execute(ChatRequests.of(request)));
        } catch (LLMException e) {
            throw ChatFailures.of(e);
        }
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
}
