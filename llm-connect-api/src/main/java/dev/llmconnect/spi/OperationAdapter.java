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

/** An adapter that handles all operations in one method; base class of decorators and routers. */
public abstract class OperationAdapter implements LLMAdapter {
    /** For subclasses. */
    protected OperationAdapter() {}

    /**
     * Handles every call of every operation.
     *
     * @param call call that has begun
     * @param operation requested operation
     * @throws LLMException if the call fails
     */
    protected abstract <C extends LLMCall, T> T around(C call, Operation<C, T> operation);

    /** Begins a call that has not begun. Override to set values before. Default: {@link LLMCall#begin()}. */
    @SuppressWarnings("unchecked") // a call that has begun is of the same kind
    protected <C extends LLMCall> C begin(C call) {
        return (C) call.begin();
    }

    @Override
    public LLMResponse execute(LLMRequest request) {
        return around(begin(request), Operation.EXECUTE);
    }

    @Override
    public LLMStream stream(LLMRequest request) {
        return around(begin(request), Operation.STREAM);
    }

    @Override
    public EmbeddingResponse embed(EmbeddingRequest request) {
        return around(begin(request), Operation.EMBED);
    }

    @Override
    public OptionalLong countTokens(LLMRequest request) {
        return around(begin(request), Operation.COUNT_TOKENS);
    }
}
