package dev.llmconnect.spi;

import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import java.util.OptionalLong;
import java.util.function.BiFunction;

/**
 * One of the things that an adapter can be asked for, so that a decorator can say what it does for all of them at once. Immutable and
 * thread-safe.
 *
 * @param <C> what is asked
 * @param <T> what is answered
 * @see ForwardingAdapter#around
 */
public final class Operation<C extends LLMCall, T> {
    /** {@link LLMAdapter#execute(LLMRequest)}. */
    public static final Operation<LLMRequest, LLMResponse> EXECUTE = new Operation<>("execute", LLMAdapter::execute);
    /** {@link LLMAdapter#stream}. */
    public static final Operation<LLMRequest, LLMStream> STREAM = new Operation<>("stream", LLMAdapter::stream);
    /** {@link LLMAdapter#embed}. */
    public static final Operation<EmbeddingRequest, EmbeddingResponse> EMBED =
            new Operation<>("embed", LLMAdapter::embed);
    /** {@link LLMAdapter#countTokens}. */
    public static final Operation<LLMRequest, OptionalLong> COUNT_TOKENS =
            new Operation<>("countTokens", LLMAdapter::countTokens);

    private final String name;
    private final BiFunction<LLMAdapter, C, T> ask;

    private Operation(String name, BiFunction<LLMAdapter, C, T> ask) {
        this.name = name;
        this.ask = ask;
    }

    /**
     * Asks an adapter.
     *
     * @throws LLMException when it cannot answer
     */
    public T ask(LLMAdapter adapter, C call) {
        return ask.apply(adapter, call);
    }

    /**
     * Asks an adapter; of a stream, waits until its first event is known, so that a failure before it can still be dealt with.
     *
     * @throws LLMException when it cannot answer, or fails before its first event
     */
    @SuppressWarnings("unchecked") // a stream is answered by STREAM alone
    public T askUntilFirstEvent(LLMAdapter adapter, C call) {
        T answer = ask(adapter, call);
        return isStream() ? (T) ForwardingStream.begun(new ForwardingStream((LLMStream) answer)) : answer;
    }

    /** Whether this is {@link #STREAM}. */
    public boolean isStream() {
        return this == (Object) STREAM;
    }

    /** Whether tokens are answered or vectors, and not only counted: whether it is an attempt of a call. */
    public boolean isAnswer() {
        return this != (Object) COUNT_TOKENS;
    }

    @Override
    public String toString() {
        return name;
    }
}
