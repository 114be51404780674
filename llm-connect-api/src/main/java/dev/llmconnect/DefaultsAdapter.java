package dev.llmconnect;

import dev.llmconnect.internal.Prompts;
import dev.llmconnect.spi.ForwardingAdapter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Adds default values and a default system message to calls that do not set them. */
final class DefaultsAdapter extends ForwardingAdapter {
    private final RunConfig values;
    private final @Nullable Message system;

    DefaultsAdapter(LLMAdapter delegate, RunConfig values, @Nullable String system) {
        super(delegate);
        this.values = values;
        this.system = system == null ? null : Message.system(Prompts.required(system));
    }

    @Override
    @SuppressWarnings("unchecked") // a copy is of the same kind
    protected <C extends LLMCall> C reshape(C call) {
        C valued = LLMCall.withConfig(call, call.config().mergedOver(values));
        return valued instanceof LLMRequest request ? (C) instructed(request) : valued;
    }

    private LLMRequest instructed(LLMRequest request) {
        if (system == null
                || request.messages().stream().anyMatch(one -> one.role().equals(Role.SYSTEM))) {
            return request;
        }
        List<Message> messages = new ArrayList<>(request.messages().size() + 1);
        messages.add(system);
        messages.addAll(request.messages());
        return request.toBuilder().messages(messages).build();
    }
}
