package dev.llmconnect.profiles;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.profiles.policy.FallbackAdapter;
import dev.llmconnect.profiles.policy.Route;
import java.util.List;

/**
 * What stands between a request and the provider: retry, fallback, circuit breaker. The one place where the decorators of a profile
 * are put together.
 *
 * <p>What is composed sees the request as the caller made it, with two values filled in from the profile: {@code timeout}, so that
 * {@link dev.llmconnect.LLMRequest#deadline()} is that of the whole call, and {@code max_depth}. Everything else (model, temperature,
 * …) is filled in by the {@link Route#shape()} of a route, so the same request can take the route of another profile and gets that
 * one's values.
 */
@FunctionalInterface
public interface ProfilePolicy {
    /** Asks the profile's provider once. */
    ProfilePolicy NONE = (profile, routes) -> new FallbackAdapter(routes.to(profile), List.of());

    /**
     * Composes the adapter of one profile; called once for each when the {@link ProfileAdapter} is built, and when its profiles are
     * replaced.
     *
     * @param profile what a caller asks for
     * @return closed with the {@link ProfileAdapter}, but not when it is replaced, since calls may still be on their way through it
     */
    LLMAdapter compose(Profile profile, ProfileRoutes routes);

    /**
     * Composes the adapter of requests that name no profile, at the same times; by default nothing stands in the way.
     *
     * @param plain the way to the configured adapter
     * @return never closed; the configured adapter is closed by the {@link ProfileAdapter}
     */
    default LLMAdapter composePlain(Route plain, ProfileRoutes routes) {
        return plain.adapter();
    }
}
