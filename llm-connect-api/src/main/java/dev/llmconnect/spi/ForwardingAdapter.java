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
 * Base class of decorators: forwards every call to a delegate. Override {@link #around} for behavior common to all operations,
 * and {@link #reshape} to modify calls.
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
     * Wraps an adapter.
     *
     * @param delegate adapter that answers; closed with this adapter
     */
    protected ForwardingAdapter(LLMAdapter delegate) {
        this.delegate = delegate;
    }

    /** The wrapped adapter. */
    protected final LLMAdapter delegate() {
        return delegate;
    }

    /** Returns the innermost adapter: the first that does not forward to another. */
    public static LLMAdapter innermost(LLMAdapter adapter) {
        LLMAdapter inner = adapter;
        while (inner instanceof ForwardingAdapter decorator && !(inner instanceof CompositeAdapter)) {
            inner = decorator.delegate;
        }
        return inner;
    }

    /**
     * Begins a call that has not begun. Default: as the wrapped adapter begins it, so that observers of that adapter see calls made
     * through a decorator.
     */
    @Override
    protected <C extends LLMCall> C begin(C call) {
        return delegate instanceof OperationAdapter inner ? inner.begin(call) : super.begin(call);
    }

    /**
     * Handles every call of every operation. Default: invokes the operation on the delegate with the
     * {@linkplain #reshape reshaped} call.
     *
     * @param call call that has begun
     * @param operation requested operation
     * @throws LLMException if the call fails
     */
    @Override
    protected <C extends LLMCall, T> T around(C call, Operation<C, T> operation) {
        return operation.invoke(delegate, reshape(call));
    }

    /**
     * Returns the call to forward, usually a copy with other values. Default: the call unchanged. Also applies to methods that
     * send no request, such as {@link #contextTokens}.
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
