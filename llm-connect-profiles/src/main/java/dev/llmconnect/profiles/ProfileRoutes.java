package dev.llmconnect.profiles;

import dev.llmconnect.RunConfig;
import dev.llmconnect.internal.NamePattern;
import dev.llmconnect.profiles.policy.Route;
import java.util.Optional;

/** Routes to the providers of profiles, without policies, for a {@link ProfilePolicy}. Immutable and thread-safe. */
public final class ProfileRoutes {
    private final Profiles profiles;
    private final RunConfig server;
    private final SharedAdapters providers;

    /**
     * Creates the routes.
     *
     * @param server values of the server, used where a profile sets none
     */
    ProfileRoutes(Profiles profiles, RunConfig server, SharedAdapters providers) {
        this.profiles = profiles;
        this.server = server;
        this.providers = providers;
    }

    /** Current profiles. */
    public Profiles profiles() {
        return profiles;
    }

    /**
     * Returns the route to a profile's provider, also for a profile created with {@link Profile#of}: applies the profile's values
     * where the request sets none, and always the profile's model. The provider is created by the first call. Closing the route's
     * adapter has no effect, since providers are shared.
     */
    public Route to(Profile profile) {
        RunConfig values = values(profile);
        return Route.of(
                new LazyAdapter(profile, providers),
                // The requested model is the name of a profile and must never reach the provider.
                asked -> {
                    RunConfig.Builder own = asked.toBuilder().clearModelName();
                    asked.modelNameIfSet().flatMap(profile::modelFor).ifPresent(own::modelName);
                    return own.build().mergedOver(values);
                });
    }

    /** Model requested from the profile's provider; empty for the provider's default. */
    Optional<String> model(Profile profile) {
        return values(profile).modelNameIfSet();
    }

    /** Whether the adapter of the profile's provider has been created. */
    boolean isSetUp(Profile profile) {
        return providers.isSetUp(profile);
    }

    private RunConfig values(Profile profile) {
        RunConfig own = profile.config();
        boolean isTemplate = profile.isPattern()
                && profile.model().filter(NamePattern::isPattern).isPresent();
        return (isTemplate ? own.toBuilder().clearModelName().build() : own).mergedOver(server);
    }
}
