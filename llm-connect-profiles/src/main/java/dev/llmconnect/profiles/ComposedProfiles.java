package dev.llmconnect.profiles;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.RunConfig;
import dev.llmconnect.profiles.policy.Route;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Profiles and their adapters, replaced as a whole by a reload. Thread-safe. */
final class ComposedProfiles {
    private final ProfileRoutes routes;
    private final LLMAdapter plain;
    private final Map<String, LLMAdapter> byProfile = new LinkedHashMap<>();

    ComposedProfiles(LLMAdapter plain, RunConfig server, ProfileRoutes routes, ProfilePolicy policy) {
        this.routes = routes;
        this.plain = policy.composePlain(plainRoute(plain, server), routes);
        for (Profile profile : routes.profiles().all()) {
            byProfile.put(profile.name(), policy.compose(profile, routes));
        }
    }

    ProfileRoutes routes() {
        return routes;
    }

    /** Adapter of requests without a profile. */
    LLMAdapter plain() {
        return plain;
    }

    LLMAdapter adapter(Profile profile) {
        return Objects.requireNonNull(byProfile.get(profile.name()));
    }

    void close() {
        Closing.all(byProfile.values().stream().map(adapter -> adapter::close));
    }

    private static Route plainRoute(LLMAdapter plain, RunConfig server) {
        return server.equals(RunConfig.defaults())
                ? Route.unchanged(plain)
                : Route.of(plain, asked -> asked.mergedOver(server));
    }
}
