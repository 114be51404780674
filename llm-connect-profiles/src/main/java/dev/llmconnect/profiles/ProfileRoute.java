package dev.llmconnect.profiles;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.RunConfig;
import java.util.List;

/** The way to a profile's provider: what the request leaves unset is filled in from the profile, and the model is the profile's. */
final class ProfileRoute implements LLMAdapter {
    private final Profile profile;
    private final RunConfig values;
    private final ProviderAdapters providers;

    /**
     * @param server the values of the server, used where the profile sets none
     */
    ProfileRoute(Profile profile, RunConfig server, ProviderAdapters providers) {
        this.profile = profile;
        this.values = profile.config().mergedOver(server);
        this.providers = providers;
    }

    @Override
    public String provider() {
        return profile.provider();
    }

    @Override
    public LLMResponse execute(LLMRequest request) {
        return providers.of(profile).execute(filled(request));
    }

    @Override
    public LLMStream stream(LLMRequest request) {
        return providers.of(profile).stream(filled(request));
    }

    @Override
    public List<ModelInfo> models() {
        return providers.of(profile).models();
    }

    /** The request's model is the name of a profile, so it never reaches the provider, also when nothing else names a model. */
    private LLMRequest filled(LLMRequest request) {
        RunConfig asked = request.config().toBuilder().clearModelName().build();
        return request.toBuilder().config(asked.mergedOver(values)).build();
    }
}
