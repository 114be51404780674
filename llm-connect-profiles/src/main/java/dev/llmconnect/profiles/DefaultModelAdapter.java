package dev.llmconnect.profiles;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import dev.llmconnect.RunConfig;
import dev.llmconnect.spi.ForwardingAdapter;

/** Names a model where a request names none: {@code --model} and {@code LLM_CONNECT_MODEL}. Thread-safe. */
public final class DefaultModelAdapter extends ForwardingAdapter {
    private final RunConfig fallback;

    /**
     * Wraps an adapter.
     *
     * @param delegate what answers; closed with this adapter
     * @param model the model of requests that name none; not blank
     */
    public DefaultModelAdapter(LLMAdapter delegate, String model) {
        super(delegate);
        this.fallback = RunConfig.builder().modelName(model).build();
    }

    @Override
    protected <C extends LLMCall> C reshape(C call) {
        return LLMCall.withConfig(call, call.config().mergedOver(fallback));
    }
}
