package dev.llmconnect.profiles;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import dev.llmconnect.RunConfig;
import dev.llmconnect.spi.ForwardingAdapter;

/** Adds the server's values to requests that set none, above all the model that {@code --model} names. Thread-safe. */
public final class DefaultModelAdapter extends ForwardingAdapter {
    private final RunConfig fallback;

    /**
     * Wraps an adapter.
     *
     * @param delegate what answers; closed with this adapter
     * @param model the model of requests that name none; not blank
     */
    public DefaultModelAdapter(LLMAdapter delegate, String model) {
        this(delegate, RunConfig.builder().modelName(model).build());
    }

    /**
     * Wraps an adapter.
     *
     * @param delegate what answers; closed with this adapter
     * @param defaults the values of requests that set none
     */
    public DefaultModelAdapter(LLMAdapter delegate, RunConfig defaults) {
        super(delegate);
        this.fallback = defaults;
    }

    @Override
    protected <C extends LLMCall> C reshape(C call) {
        return LLMCall.withConfig(call, call.config().mergedOver(fallback));
    }
}
