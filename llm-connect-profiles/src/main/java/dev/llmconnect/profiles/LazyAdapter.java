package dev.llmconnect.profiles;

import dev.llmconnect.CallTarget;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.ModelInfo;
import java.util.List;
import java.util.OptionalLong;

/** Delegates to the adapter of a profile's provider, which the first call creates. Closing it does nothing: the delegate is shared. */
final class LazyAdapter implements LLMAdapter {
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
    public LLMResponse execute(LLMRequest request) {
        return providers.of(profile).execute(request);
    }

    @Override
    public EmbeddingResponse embed(EmbeddingRequest request) {
        return providers.of(profile).embed(request);
    }

    @Override
    public LLMStream stream(LLMRequest request) {
        return providers.of(profile).stream(request);
    }

    @Override
    public OptionalLong countTokens(LLMRequest request) {
        return providers.of(profile).countTokens(request);
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

    /** By the names alone until the provider has been set up. */
    @Override
    public CallTarget target(LLMCall call) {
        return providers.isSetUp(profile) ? providers.of(profile).target(call) : LLMAdapter.super.target(call);
    }

    @Override
    public List<ModelInfo> models() {
        return providers.of(profile).models();
    }
}
