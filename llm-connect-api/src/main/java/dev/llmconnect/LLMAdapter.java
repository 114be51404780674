package dev.llmconnect;

import java.util.List;
import java.util.OptionalLong;

/**
 * Whatever can answer a prompt: a provider, or a decorator (a profile, a retry, a fallback, a cache) around other adapters.
 *
 * <p>Thread-safe and blocking. One adapter serves any number of calls at once.
 *
 * <pre>{@code
 * try (LLMAdapter adapter = LLMAdapters.create("openrouter")) {
 *     System.out.println(adapter.execute("Hello", RunConfig.defaults()).content());
 * }
 * }</pre>
 */
public interface LLMAdapter extends AutoCloseable {
    /** The provider's name, for example {@code openrouter}. */
    String provider();

    /**
     * Answers one request, blocking until the whole answer is there.
     *
     * @throws LLMException when it cannot be answered; the subclass and {@link LLMException#code()} say why
     */
    LLMResponse execute(LLMRequest request);

    /**
     * Answers one request as a stream. By default one that begins when the whole answer is there.
     *
     * @throws LLMException when the call fails before its first event
     */
    default LLMStream stream(LLMRequest request) {
        return LLMStream.of(execute(request));
    }

    /**
     * Whether {@link #stream} gives the answer to a request while the model writes it, rather than when it is whole. By default whether
     * the class overrides {@code stream}; a decorator says what its delegate does. Asks nobody.
     */
    default boolean supportsStreaming(LLMRequest request) {
        return StreamingSupport.isOverridden(getClass());
    }

    /**
     * Answers one prompt.
     *
     * @throws LLMInvalidRequestException when it is {@code null} or empty
     * @throws LLMException when it cannot be answered
     */
    default LLMResponse execute(String prompt, RunConfig config) {
        return execute(LLMRequest.of(prompt, config));
    }

    /**
     * Gives a vector for each input of the request, blocking until all are there. An optional capability.
     *
     * @throws LLMInvalidRequestException when the provider has no embeddings, which is what the default says
     * @throws LLMException when the call fails otherwise
     */
    default EmbeddingResponse embed(EmbeddingRequest request) {
        throw new LLMInvalidRequestException(
                provider() + " has no embeddings", null, ErrorDetails.of(provider(), FailureReason.INVALID_REQUEST));
    }

    /**
     * How many tokens the prompt of a request has, as the provider counts them; empty, the default, where it does not count without
     * answering. Asks the provider.
     *
     * @throws LLMException when it cannot be counted
     */
    default OptionalLong countTokens(LLMRequest request) {
        return OptionalLong.empty();
    }

    /**
     * The context window, in tokens, of the model that would answer a request; empty, the default, where it is not known. Asks nobody.
     */
    default OptionalLong contextTokens(LLMRequest request) {
        return OptionalLong.empty();
    }

    /**
     * The provider and the model that a call would ask first; by default this adapter's provider and the model that the call names. Asks
     * nobody.
     */
    default CallTarget target(LLMCall call) {
        return CallTarget.of(provider(), call.config().modelNameIfSet().orElse(""));
    }

    /** What this adapter can be asked for; empty when it does not know. May ask the provider. */
    default List<ModelInfo> models() {
        return List.of();
    }

    /** Lets go of connections and threads. Idempotent. Calls in flight may fail. */
    @Override
    default void close() {}
}
