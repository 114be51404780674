package dev.llmconnect.spi;

import dev.llmconnect.CallTarget;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.ModelInfo;
import java.util.List;
import java.util.OptionalLong;

/**
 * An adapter around another, for decorators: everything goes to the other until a method is overridden. What a decorator does for whatever
 * is asked stands in one method, {@link #around}; what it changes of each call, in {@link #reshape}.
 *
 * <pre>{@code
 * final class TimingAdapter extends ForwardingAdapter {
 *     TimingAdapter(LLMAdapter delegate) { super(delegate); }
 *
 *     protected <C extends LLMCall, T> T around(C call, Operation<C, T> operation) {
 *         long began = System.nanoTime();
 *         try {
 *             return super.around(call, operation);
 *         } finally {
 *             report(operation, System.nanoTime() - began);
 *         }
 *     }
 * }
 * }</pre>
 */
public abstract class ForwardingAdapter extends OperationAdapter {
    private final LLMAdapter delegate;

    /**
     * Wraps another adapter.
     *
     * @param delegate what answers; closed with this adapter
     */
    protected ForwardingAdapter(LLMAdapter delegate) {
        this.delegate = delegate;
    }

    /** The adapter inside. */
    protected final LLMAdapter delegate() {
        return delegate;
    }

    /** The adapter at the inside of decorators: the first one on the way in that forwards to no other. */
    public static LLMAdapter innermost(LLMAdapter adapter) {
        LLMAdapter inner = adapter;
        while (inner instanceof ForwardingAdapter decorator && !(inner instanceof CompositeAdapter)) {
            inner = decorator.delegate;
        }
        return inner;
    }

    /**
     * The way of every call through this decorator; by default it asks the other adapter for the {@linkplain #reshape reshaped} call.
     *
     * @param call has begun: its clock runs
     * @param operation what is asked of it
     * @throws LLMException when it cannot be answered
     */
    @Override
    protected <C extends LLMCall, T> T around(C call, Operation<C, T> operation) {
        return operation.ask(delegate, reshape(call));
    }

    /**
     * What the other adapter is asked in place of a call, usually one with other values; by default the call as it came. Also used for
     * questions that ask nobody, {@link #contextTokens}.
     */
    protected <C extends LLMCall> C reshape(C call) {
        return call;
    }

    @Override
    public String provider() {
        return delegate.provider();
    }

    @Override
    public boolean supportsStreaming(LLMRequest request) {
        return delegate.supportsStreaming(reshape(request));
    }

    @Override
    public OptionalLong contextTokens(LLMRequest request) {
        return delegate.contextTokens(reshape(request));
    }

    @Override
    public CallTarget target(LLMCall call) {
        return delegate.target(reshape(call));
    }

    @Override
    public List<ModelInfo> models() {
        return delegate.models();
    }

    @Override
    public void close() {
        delegate.close();
    }
}
