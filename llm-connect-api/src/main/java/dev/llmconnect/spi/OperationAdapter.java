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

/** An adapter that says in one method what it does with whatever it is asked; the base of decorators and routers. */
public abstract class OperationAdapter implements LLMAdapter {
    /** For subclasses. */
    protected OperationAdapter() {}

    /**
     * The way of every call through this adapter.
     *
     * @param call has begun: its clock runs
     * @param operation what is asked of it
     * @throws LLMException when it cannot be answered
     */
    protected abstract <C extends LLMCall, T> T around(C call, Operation<C, T> operation);

    /** Begins a call that has not begun. For what has to be set before; the default is {@link LLMCall#begin()}. */
    @SuppressWarnings("unchecked") // a call that has begun is of the same kind
    protected <C extends LLMCall> C begun(C call) {
        return (C) call.begin();
    }

    @Override
    public LLMResponse execute(LLMRequest request) {
        return around(begun(request), Operation.EXECUTE);
    }

    @Override
    public LLMStream stream(LLMRequest request) {
        return around(begun(request), Operation.STREAM);
    }

    @Override
    public EmbeddingResponse embed(EmbeddingRequest request) {
        return around(begun(request), Operation.EMBED);
    }

    @Override
    public OptionalLong countTokens(LLMRequest request) {
        return around(begun(request), Operation.COUNT_TOKENS);
    }
}
