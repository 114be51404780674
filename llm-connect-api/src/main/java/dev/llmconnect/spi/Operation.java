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
 * An operation of an adapter, so that decorators can handle all operations in one method. Immutable and thread-safe.
 *
 * @param <C> type of the call
 * @param <T> type of the result
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
    private final BiFunction<LLMAdapter, C, T> method;

    private Operation(String name, BiFunction<LLMAdapter, C, T> method) {
        this.name = name;
        this.method = method;
    }

    /**
     * Invokes the operation on an adapter.
     *
     * @throws LLMException if the call fails
     */
    public T invoke(LLMAdapter adapter, C call) {
        return method.apply(adapter, call);
    }

    /**
     * Invokes the operation on an adapter; for a stream, waits for the first event, so that an earlier failure can still be
     * handled.
     *
     * @throws LLMException if the call fails, or fails before its first event
     */
    @SuppressWarnings("unchecked") // a stream is answered by STREAM alone
    public T invokeUntilFirstEvent(LLMAdapter adapter, C call) {
        T answer = invoke(adapter, call);
        return isStream() ? (T) ForwardingStream.awaitFirstToken(new ForwardingStream((LLMStream) answer)) : answer;
    }

    /** Whether this is {@link #STREAM}. */
    public boolean isStream() {
        return this == (Object) STREAM;
    }

    /** Whether the operation produces tokens or vectors, and so counts as an attempt. {@code false} for {@link #COUNT_TOKENS}. */
    public boolean isAnswer() {
        return this != (Object) COUNT_TOKENS;
    }

    @Override
    public String toString() {
        return name;
    }
}
