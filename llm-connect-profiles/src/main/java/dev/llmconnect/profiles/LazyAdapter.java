package dev.llmconnect.profiles;

import dev.llmconnect.CallTarget;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.spi.CompositeAdapter;
import dev.llmconnect.spi.Operation;
import dev.llmconnect.spi.OperationAdapter;
import java.util.List;
import java.util.OptionalLong;

/**
 * Delegates to the adapter of a profile's provider, created by the first call. Closing it has no effect, since the delegate is
 * shared.
 */
final class LazyAdapter extends OperationAdapter implements CompositeAdapter {
    private final Profile profile;
    private final SharedAdapters providers;

    LazyAdapter(Profile profile, SharedAdapters providers) {
        this.profile = profile;
        this.providers = providers;
    }

    /** Canonical name of the provider, so that profiles that use an alias share its circuits. */
    @Override
    public String provider() {
        return providers.nameOf(profile);
    }

    @Override
    protected <C extends LLMCall, T> T around(C call, Operation<C, T> operation) {
        return operation.invoke(providers.of(profile), call);
    }

    /** Creates the provider's adapter, as the following call would. */
    @Override
    public boolean supportsStreaming(LLMRequest request) {
        return providers.of(profile).supportsStreaming(request);
    }

    /** Empty also if the provider's adapter cannot be created; a call reports the reason. */
    @Override
    public OptionalLong contextTokens(LLMRequest request) {
        try {
            return providers.of(profile).contextTokens(request);
        } catch (LLMException e) {
            return OptionalLong.empty();
        }
    }

    /**
     * Returns the configured names before the adapter is created. A call without a model creates it, since the adapter knows its
     * default model.
     */
    @Override
    public CallTarget target(LLMCall call) {
        CallTarget named = super.target(call);
        if (!named.model().isEmpty() && !providers.isSetUp(profile)) {
            return named;
        }
        try {
            return providers.of(profile).target(call);
        } catch (LLMException e) {
            // Cannot be created; a call reports the reason.
            return named;
        }
    }

    @Override
    public List<ModelInfo> models() {
        return providers.of(profile).models();
    }
}
