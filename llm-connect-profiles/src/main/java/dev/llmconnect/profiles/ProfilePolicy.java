package dev.llmconnect.profiles;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.profiles.policy.FallbackAdapter;
import dev.llmconnect.profiles.policy.Route;
import java.util.List;

/**
 * Composes the decorators between a profile and its provider: retry, fallback, circuit breaker.
 *
 * <p>The composed adapter receives the caller's request with two values of the profile applied: {@code timeout}, so that
 * {@link dev.llmconnect.LLMRequest#deadline()} is the deadline of the whole call, and {@code max_depth}. Other values (model,
 * temperature, …) are applied by {@link Route#conversion()}, so that the same request can take the route of another profile with that
 * profile's values.
 */
@FunctionalInterface
public interface ProfilePolicy {
    /** Calls the profile's provider once. */
    ProfilePolicy NONE = (profile, routes) -> new FallbackAdapter(routes.to(profile), List.of());

    /**
     * Composes the adapter of a profile. Called once per profile when the {@link ProfileAdapter} is built and when its profiles
     * are replaced.
     *
     * @param profile requested profile
     * @return adapter that is closed with the {@link ProfileAdapter}, but not when it is replaced, since calls may be in flight
     */
    LLMAdapter compose(Profile profile, ProfileRoutes routes);

    /**
     * Composes the adapter of requests without a profile, at the same times. Default: the adapter of the route.
     *
     * @param plain route to the configured adapter
     * @return adapter that is never closed; the {@link ProfileAdapter} closes the configured adapter
     */
    default LLMAdapter composePlain(Route plain, ProfileRoutes routes) {
        return plain.adapter();
    }
}
