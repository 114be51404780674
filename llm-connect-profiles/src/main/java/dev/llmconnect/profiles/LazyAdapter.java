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

/** Delegates to the adapter of a profile's provider, which the first call creates. Closing it does nothing: the delegate is shared. */
final class LazyAdapter extends OperationAdapter implements CompositeAdapter {
    private final Profile profile;
    private final SharedAdapters providers;

    LazyAdapter(Profile profile, SharedAdapters providers) {
        this.profile = profile;
        this.providers = providers;
    }

    /** By its name, also where the profile has an alias, so that all profiles that ask one provider share its circuits. */
    @Override
    public String provider() {
        return providers.nameOf(profile);
    }

    @Override
    protected <C extends LLMCall, T> T around(C call, Operation<C, T> operation) {
        return operation.invoke(providers.of(profile), call);
    }

    /** Sets the provider up, as the call would that follows. */
    @Override
    public boolean supportsStreaming(LLMRequest request) {
        return providers.of(profile).supportsStreaming(request);
    }

    /** Empty too where the provider cannot be set up; a call says why. */
    @Override
    public OptionalLong contextTokens(LLMRequest request) {
        try {
            return providers.of(profile).contextTokens(request);
        } catch (LLMException e) {
            return OptionalLong.empty();
        }
    }

    /** By the names alone until the provider has been set up; a call without a model sets it up, since it knows its default. */
    @Override
    public CallTarget target(LLMCall call) {
        CallTarget named = super.target(call);
        if (!named.model().isEmpty() && !providers.isSetUp(profile)) {
            return named;
        }
        try {
            return providers.of(profile).target(call);
        } catch (LLMException e) {
            // It cannot be set up; a call says why.
            return named;
        }
    }

    @Override
    public List<ModelInfo> models() {
        return providers.of(profile).models();
    }
}
