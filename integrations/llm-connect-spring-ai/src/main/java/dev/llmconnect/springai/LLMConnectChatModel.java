package dev.llmconnect.springai;

import dev.llmconnect.Cancellation;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * Spring AI chat model backed by an adapter, whose decorators (fallback, retries, budgets, observers) also apply to
 * {@code ChatClient}, its advisors and its tools. Data signed by the provider, such as reasoning, is kept in the metadata of the
 * answer's message and sent back in the next turn. Thread-safe; does not close the adapter.
 *
 * <pre>{@code
 * ChatClient client = ChatClient.create(LLMConnectChatModel.of(LLMAdapters.create("openai")));
 * }</pre>
 */
public final class LLMConnectChatModel implements ChatModel {
    private final LLMAdapter adapter;
    private final LLMConnectChatOptions defaults;

    private LLMConnectChatModel(LLMAdapter adapter, LLMConnectChatOptions defaults) {
        this.adapter = adapter;
        this.defaults = defaults;
    }

    /** Creates a model without default options. */
    public static LLMConnectChatModel of(LLMAdapter adapter) {
        return of(adapter, LLMConnectChatOptions.builder().build());
    }

    /**
     * Creates a model.
     *
     * @param defaults options of prompts that do not set them
     */
    public static LLMConnectChatModel of(LLMAdapter adapter, LLMConnectChatOptions defaults) {
        return new LLMConnectChatModel(adapter, defaults);
    }

    /**
     * Executes a prompt.
     *
     * @throws LLMException if the call fails
     */
    @Override
    public ChatResponse call(Prompt prompt) {
        return ChatResponses.of(adapter.execute(PromptRequests.of(prompt, defaults)));
    }

    /**
     * Executes a prompt as a stream, on a thread of {@link Schedulers#boundedElastic()}. The last element has the tool calls, the
     * finish reason and the usage. Cancelling the subscription cancels the request to the provider.
     */
    @Override
    public Flux<ChatResponse> stream(Prompt prompt) {
        return Flux.defer(() -> {
                    Cancellation cancellation = new Cancellation();
                    LLMRequest request = PromptRequests.of(prompt, defaults).toBuilder()
                            .cancellation(cancellation)
                            .build();
                    return Flux.<ChatResponse, StreamedChat>generate(
                                    () -> new StreamedChat(adapter.stream(request)),
                                    StreamedChat::next,
                                    StreamedChat::close)
                            .doOnCancel(cancellation::cancel);
                })
                .subscribeOn(Schedulers.boundedElastic());
    }

    @Override
    public ChatOptions getOptions() {
        return defaults;
    }
}
