package dev.llmconnect.server.internal.call;

import dev.llmconnect.CallInfo;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.spi.ForwardingAdapter;
import dev.llmconnect.spi.Operation;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** The server's adapter for the call of one HTTP request: its start and its answer are recorded, and it ends when its client leaves. */
public final class RequestAdapter extends ForwardingAdapter {
    private final ServerCall call;
    private final Duration defaultTimeout;
    private final Consumer<Duration> timeout;

    /**
     * @param defaultTimeout for a call that sets none; what lies behind the adapter may set a shorter one
     * @param timeout is told the timeout of each call, after which the engine answers by itself
     */
    public RequestAdapter(LLMAdapter adapter, ServerCall call, Duration defaultTimeout, Consumer<Duration> timeout) {
        super(adapter);
        this.call = call;
        this.defaultTimeout = defaultTimeout;
        this.timeout = timeout;
    }

    @Override
    @SuppressWarnings("unchecked") // a stream stays a stream
    protected <C extends LLMCall, T> T around(C asked, Operation<C, T> operation) {
        asked.record().started(CallInfo.of(asked, kind(operation), operation.isStream()));
        timeout.accept(asked.config().timeoutIfSet().orElse(defaultTimeout));
        T answer = super.around(asked, operation);
        if (answer instanceof LLMResponse response) {
            call.answered(response);
        } else if (answer instanceof EmbeddingResponse response) {
            call.answered(response);
        }
        return answer instanceof LLMStream stream ? (T) new RequestStream(stream, call) : answer;
    }

    private static CallInfo.Kind kind(Operation<?, ?> operation) {
        if (operation == (Object) Operation.EMBED) {
            return CallInfo.Kind.EMBEDDING;
        }
        return operation.isAnswer() ? CallInfo.Kind.COMPLETION : CallInfo.Kind.TOKEN_COUNT;
    }

    /** Without the hidden ones, which an endpoint lists only for a client that asks for all. */
    @Override
    public List<ModelInfo> models() {
        return super.models().stream().filter(model -> !model.isHidden()).toList();
    }

    /** All models of an adapter that {@link dev.llmconnect.server.HttpRequest#adapter()} gave, also the hidden ones. */
    public static List<ModelInfo> allModels(LLMAdapter adapter) {
        return adapter instanceof RequestAdapter own ? own.delegate().models() : adapter.models();
    }

    /** Does nothing: the adapter inside is the server's. */
    @Override
    public void close() {}
}
