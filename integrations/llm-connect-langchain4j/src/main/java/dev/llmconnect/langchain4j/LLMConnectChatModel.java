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
 * LangChain4j's chat model over an adapter. Whatever is around the adapter (fallback, retries, a budget, observers) works for {@code
 * AiServices} and agents, too. What was signed by the provider, such as reasoning, is kept in the attributes of the answer's message and
 * given back in the next turn. Thread-safe; closes nothing.
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

    /** A model with nothing set and no listener. */
    public static LLMConnectChatModel of(LLMAdapter adapter) {
        return of(adapter, ChatRequestParameters.builder().build(), List.of());
    }

    /**
     * A model.
     *
     * @param defaults parameters of requests that do not set them
     * @param listeners LangChain4j's own listeners
     */
    public static LLMConnectChatModel of(
            LLMAdapter adapter, ChatRequestParameters defaults, List<ChatModelListener> listeners) {
        return new LLMConnectChatModel(adapter, defaults, List.copyOf(listeners));
    }

    /**
     * Answers one request, its parameters completed.
     *
     * @throws dev.langchain4j.exception.LangChain4jException when it cannot be answered; its cause is the {@link LLMException}
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

    /** A JSON schema: the adapter gives it to the provider's own structured output. */
    @Override
    public Set<Capability> supportedCapabilities() {
        return Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA);
    }
}
