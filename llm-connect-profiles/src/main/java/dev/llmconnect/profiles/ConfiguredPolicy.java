package dev.llmconnect.profiles;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.RunConfig;
import dev.llmconnect.internal.BaseUrlText;
import dev.llmconnect.profiles.policy.Circuit;
import dev.llmconnect.profiles.policy.FallbackTarget;
import dev.llmconnect.profiles.policy.PolicyConfig;
import dev.llmconnect.profiles.policy.PolicyField;
import dev.llmconnect.profiles.policy.PolicyRuntime;
import dev.llmconnect.profiles.policy.PolicyStack;
import dev.llmconnect.profiles.policy.Route;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Policy from configuration: composes a {@link PolicyStack} for each profile, and one for requests without a profile, from the
 * profile's policies and the defaults. Immutable and thread-safe.
 */
public final class ConfiguredPolicy implements ProfilePolicy {
    private final PolicyConfig defaults;
    private final PolicyRuntime runtime;

    /**
     * Creates a policy.
     *
     * @param defaults policies where a profile sets none, and of requests without a profile
     * @param runtime shared resources; not closed with the adapters, so it may outlive them
     */
    public ConfiguredPolicy(PolicyConfig defaults, PolicyRuntime runtime) {
        this.defaults = defaults;
        this.runtime = runtime;
    }

    /**
     * {@inheritDoc}
     *
     * @throws LLMConfigurationException if a default fallback names an unknown profile
     */
    @Override
    public LLMAdapter compose(Profile profile, ProfileRoutes routes) {
        PolicyConfig config = profile.policy().mergedOver(defaults);
        List<Route> fallbacks = config.fallbacks().stream()
                // Only among the default fallbacks; in its own list it is refused.
                .filter(target -> !target.equals(FallbackTarget.profile(profile.name())))
                .map(target -> fallback(target, profile, config, routes))
                .toList();
        return PolicyStack.call(profile.name(), route(profile, config, routes), fallbacks, config, runtime);
    }

    /**
     * {@inheritDoc}
     *
     * @throws LLMConfigurationException if a default fallback names an unknown profile
     */
    @Override
    public LLMAdapter composePlain(Route plain, ProfileRoutes routes) {
        Route first = plain.through(PolicyStack.route(plain.adapter(), defaults, runtime));
        Profile unnamed = Profile.of("", plain.adapter().provider(), RunConfig.defaults());
        List<Route> fallbacks = defaults.fallbacks().stream()
                .map(target -> fallback(target, unnamed, defaults, routes))
                .toList();
        return PolicyStack.call(plain.adapter().provider(), first, fallbacks, defaults, runtime);
    }

    /**
     * Whether a profile can answer calls: its provider, or a provider among its fallbacks, has an adapter and no open circuit.
     * Fallbacks that are profiles are not considered. Sends no request.
     */
    public boolean isUsable(Profile profile, ProfileRoutes routes) {
        Stream<Profile> fallbacks = profile.policy().mergedOver(defaults).fallbacks().stream()
                .filter(target -> target.provider().isPresent())
                .map(target -> asProfile(target, profile));
        return Stream.concat(Stream.of(profile), fallbacks)
                .anyMatch(it -> routes.isSetUp(it) && !runtime.breakers().isOpen(circuit(it, routes)));
    }

    private static Circuit circuit(Profile profile, ProfileRoutes routes) {
        return Circuit.of(
                place(profile, routes.to(profile).adapter()),
                routes.model(profile).orElse(""));
    }

    private Route route(Profile profile, PolicyConfig config, ProfileRoutes routes) {
        Route bare = routes.to(profile);
        return bare.through(PolicyStack.route(place(profile, bare.adapter()), bare.adapter(), config, runtime));
    }

    private Route fallback(FallbackTarget target, Profile first, PolicyConfig config, ProfileRoutes routes) {
        if (target.profile().isPresent()) {
            Profile other = other(target.profile().get(), routes.profiles());
            PolicyConfig its = other.policy().mergedOver(defaults).toBuilder()
                    .bufferStream(config.bufferStream())
                    .build();
            return route(other, its, routes);
        }
        Route route = route(asProfile(target, first), config, routes);
        return target.model().isPresent() ? route : withoutModel(route);
    }

    /**
     * Returns the profile of a fallback: the values of the first profile, without the address and key, which belong to its
     * provider.
     */
    private static Profile asProfile(FallbackTarget target, Profile first) {
        RunConfig.Builder values = first.config().toBuilder().clearModelName();
        target.model().ifPresent(values::modelName);
        return Profile.of(first.name(), target.provider().orElseThrow(), values.build());
    }

    private static Profile other(String name, Profiles profiles) {
        return profiles.find(name)
                .orElseThrow(() ->
                        new LLMConfigurationException(PolicyField.FALLBACKS.variable(PolicyConfig.ENVIRONMENT_PREFIX)
                                + ": " + ProviderCheck.unknownProfile(name, profiles.names())));
    }

    /** Returns the route without the server's model, which belongs to another provider. */
    private static Route withoutModel(Route route) {
        UnaryOperator<RunConfig> own = Route.toDefaultModel(route.adapter()).conversion();
        return route.andThen(own);
    }

    /** Returns the deployment of a provider; one may be down while others of the same provider are not. */
    private static String place(Profile profile, LLMAdapter adapter) {
        return profile.baseUrl()
                .map(url -> adapter.provider() + " at " + BaseUrlText.host(url))
                .orElse(adapter.provider());
    }
}
