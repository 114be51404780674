package dev.llmconnect.profiles;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import dev.llmconnect.RunConfig;
import dev.llmconnect.spi.ForwardingAdapter;

/** Adds the server's values to requests that do not set them, in particular the model of {@code --model}. Thread-safe. */
public final class DefaultModelAdapter extends ForwardingAdapter {
    private final RunConfig fallback;

    /**
     * Wraps an adapter.
     *
     * @param delegate adapter that answers; closed with this adapter
     * @param model model of requests that name none; not blank
     */
    public DefaultModelAdapter(LLMAdapter delegate, String model) {
        this(delegate, RunConfig.builder().modelName(model).build());
    }

    /**
     * Wraps an adapter.
     *
     * @param delegate adapter that answers; closed with this adapter
     * @param defaults values of requests that do not set them
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
