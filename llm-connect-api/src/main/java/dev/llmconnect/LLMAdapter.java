package dev.llmconnect;

import dev.llmconnect.structured.StructuredOutput;
import dev.llmconnect.structured.StructuredOutputException;
import dev.llmconnect.structured.StructuredStream;
import java.util.List;
import java.util.OptionalLong;

/**
 * Answers prompts: a provider, or a decorator (a profile, a retry, a fallback, a cache) around other adapters.
 *
 * <p>Thread-safe and blocking. An adapter serves any number of concurrent calls.
 *
 * <pre>{@code
 * try (LLMAdapter adapter = LLMAdapters.create("openrouter")) {
 *     System.out.println(adapter.execute("Hello", RunConfig.defaults()).content());
 * }
 * }</pre>
 */
public interface LLMAdapter extends AutoCloseable {
    /** Name of the provider, for example {@code openrouter}. */
    String provider();

    /**
     * Executes a request and blocks until the answer is complete.
     *
     * @throws LLMException if the call fails; the subclass and {@link LLMException#code()} identify the failure
     */
    LLMResponse execute(LLMRequest request);

    /**
     * Executes a request as a stream. Default: a stream of the complete answer.
     *
     * @throws LLMException if the call fails before its first event
     */
    default LLMStream stream(LLMRequest request) {
        return LLMStream.of(execute(request));
    }

    /**
     * Whether {@link #stream} delivers tokens as the model generates them, rather than when the answer is complete. Default:
     * whether the class overrides {@code stream}; a decorator asks its delegate. Sends no request.
     */
    default boolean supportsStreaming(LLMRequest request) {
        return StreamingSupport.isOverridden(getClass());
    }

    /**
     * Executes a single prompt.
     *
     * @throws LLMInvalidRequestException if the prompt is {@code null} or empty
     * @throws LLMException if the call fails
     */
    default LLMResponse execute(String prompt, RunConfig config) {
        return execute(LLMRequest.of(prompt, config));
    }

    /**
     * Executes a single prompt with default configuration.
     *
     * @throws LLMInvalidRequestException if the prompt is {@code null} or empty
     * @throws LLMException if the call fails
     */
    default LLMResponse execute(String prompt) {
        return execute(LLMRequest.of(prompt));
    }

    /**
     * Executes a single prompt and returns a value of a Java type; see {@link StructuredOutput}.
     *
     * @throws StructuredOutputException if the answer remains invalid after a repair
     * @throws LLMException if the call fails
     * @throws IllegalArgumentException if the type has no JSON form
     */
    default <T> T execute(String prompt, Class<T> type) {
        return execute(LLMRequest.of(prompt), type);
    }

    /**
     * Executes a request and returns a value of a Java type; see {@link StructuredOutput}.
     *
     * @throws StructuredOutputException if the answer remains invalid after a repair
     * @throws LLMException if the call fails
     * @throws IllegalArgumentException if the type has no JSON form
     */
    default <T> T execute(LLMRequest request, Class<T> type) {
        return StructuredOutput.of(type).execute(this, request).value();
    }

    /**
     * Executes a single prompt as a stream.
     *
     * @throws LLMInvalidRequestException if the prompt is {@code null} or empty
     * @throws LLMException if the call fails before its first event
     */
    default LLMStream stream(String prompt) {
        return stream(LLMRequest.of(prompt));
    }

    /**
     * Executes a single prompt and returns partial values of a Java type as the model generates them.
     *
     * @throws LLMException if the call fails before its first event
     * @throws IllegalArgumentException if the type has no JSON form
     */
    default <T> StructuredStream<T> stream(String prompt, Class<T> type) {
        return StructuredOutput.of(type).stream(this, LLMRequest.of(prompt));
    }

    /**
     * Returns a decorator that adds default values to calls that do not set them.
     *
     * @return adapter whose closing closes this adapter
     */
    default LLMAdapter withDefaults(RunConfig values) {
        return new DefaultsAdapter(this, values, null);
    }

    /**
     * Returns a decorator that adds a system message to conversations without one.
     *
     * @return adapter whose closing closes this adapter
     * @throws LLMInvalidRequestException if the text is empty
     */
    default LLMAdapter withSystemPrompt(String text) {
        return new DefaultsAdapter(this, RunConfig.defaults(), text);
    }

    /**
     * Returns one embedding per input, blocking until all are complete. Optional: the default throws.
     *
     * @throws LLMInvalidRequestException if the provider does not support embeddings
     * @throws LLMException if the call fails
     */
    default EmbeddingResponse embed(EmbeddingRequest request) {
        throw new LLMInvalidRequestException(
                provider() + " does not support embeddings",
                null,
                ErrorDetails.of(provider(), FailureReason.INVALID_REQUEST));
    }

    /**
     * Returns one embedding per text, with default configuration.
     *
     * @throws LLMInvalidRequestException if the provider does not support embeddings
     * @throws LLMException if the call fails
     */
    default EmbeddingResponse embed(String... texts) {
        EmbeddingRequest.Builder request = EmbeddingRequest.builder();
        for (String text : texts) {
            request.text(text);
        }
        return embed(request.build());
    }

    /**
     * Returns the number of prompt tokens as counted by the provider, or empty (the default) if the provider has no token
     * counting. Sends a request to the provider.
     *
     * @throws LLMException if the call fails
     */
    default OptionalLong countTokens(LLMRequest request) {
        return OptionalLong.empty();
    }

    /**
     * Returns the context window, in tokens, of the model that would answer; empty (the default) if unknown. Sends no request.
     */
    default OptionalLong contextTokens(LLMRequest request) {
        return OptionalLong.empty();
    }

    /** Returns the first target of a call. Default: this adapter's provider and the model named by the call. Sends no request. */
    default CallTarget target(LLMCall call) {
        return CallTarget.of(provider(), call.config().modelNameIfSet().orElse(""));
    }

    /** Returns the available models; empty if unknown. May send a request to the provider. */
    default List<ModelInfo> models() {
        return List.of();
    }

    /** Releases connections and threads. Calls in flight may fail. Idempotent. */
    @Override
    default void close() {}
}
