package dev.llmconnect.profiles;

import dev.llmconnect.RunConfig;
import dev.llmconnect.profiles.policy.Route;
import java.util.Optional;
import java.util.OptionalLong;

/** The bare ways to the providers of profiles, for a {@link ProfilePolicy}. Immutable and thread-safe. */
public final class ProfileRoutes {
    private final Profiles profiles;
    private final RunConfig server;
    private final SharedAdapters providers;

    /**
     * @param server the values of the server, used where a profile sets none
     */
    ProfileRoutes(Profiles profiles, RunConfig server, SharedAdapters providers) {
        this.profiles = profiles;
        this.server = server;
        this.providers = providers;
    }

    /** The profiles that hold. */
    public Profiles profiles() {
        return profiles;
    }

    /**
     * The way to the provider of a profile, also of one made with {@link Profile#of}: the request gets the profile's values where it
     * sets none, and the profile's model whatever it names. The provider is set up at the first call. Closing the adapter does
     * nothing, since providers are shared.
     */
    public Route to(Profile profile) {
        RunConfig values = values(profile);
        return new Route(
                new LazyAdapter(profile, providers),
                // The model that was asked for is the name of a profile, and must never reach the provider.
                asked -> asked.toBuilder().clearModelName().build().mergedOver(values),
                OptionalLong.empty());
    }

    /** The model that the provider of a profile is asked for; empty for its own default. */
    Optional<String> model(Profile profile) {
        return values(profile).modelNameIfSet();
    }

    /** Whether the provider of a profile has been set up. */
    boolean isSetUp(Profile profile) {
        return providers.isSetUp(profile);
    }

    private RunConfig values(Profile profile) {
        return profile.config().mergedOver(server);
    }
}
