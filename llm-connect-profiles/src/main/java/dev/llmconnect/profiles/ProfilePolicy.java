package dev.llmconnect.profiles;

import dev.llmconnect.LLMAdapter;
import java.util.function.Function;

/**
 * What stands between a request for a profile and the provider: retry, fallback, circuit breaker. The one place where the decorators
 * of a profile are put together.
 *
 * <p>They see the request as the caller made it, with two values filled in from the profile: {@code timeout}, so that
 * {@link dev.llmconnect.LLMRequest#deadline()} is that of the whole call, and {@code max_depth}. Everything else (model, temperature,
 * …) is filled in by the route at the end, so the same request can go to the route of another profile and gets that one's model.
 */
@FunctionalInterface
public interface ProfilePolicy {
    /** Asks the profile's provider once. */
    ProfilePolicy NONE = (profile, routes) -> routes.apply(profile);

    /**
     * Composes the adapter of one profile; called once for each when the {@link ProfileAdapter} is built.
     *
     * @param profile what a caller asks for
     * @param routes the bare way to the provider of this or any other profile, also of one made with {@link Profile#of}; the provider
     *     is set up at the first call. Closing a route does nothing, since providers are shared
     * @return closed with the {@link ProfileAdapter}
     */
    LLMAdapter compose(Profile profile, Function<Profile, LLMAdapter> routes);
}
