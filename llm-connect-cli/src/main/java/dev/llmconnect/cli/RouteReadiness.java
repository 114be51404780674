package dev.llmconnect.cli;

import dev.llmconnect.LLMException;
import dev.llmconnect.profiles.ConfiguredPolicy;
import dev.llmconnect.profiles.ProfileAdapter;
import dev.llmconnect.profiles.ProfileRoutes;
import dev.llmconnect.profiles.policy.Circuit;
import dev.llmconnect.profiles.policy.CircuitBreakers;
import dev.llmconnect.profiles.policy.CircuitStatus;
import dev.llmconnect.server.Readiness;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether at least one way to an answer is open, told from what earlier calls met: nobody is asked. A way is open when its provider
 * has been set up and its circuit lets a call through, if only to try. Immutable and thread-safe.
 */
final class RouteReadiness {
    private final CircuitBreakers breakers;
    private final Circuit plain;
    private final BooleanSupplier someProfile;

    /**
     * Without profiles.
     *
     * @param provider the configured one, which has been set up
     * @param model the server's; {@code null} for the provider's own
     */
    RouteReadiness(CircuitBreakers breakers, String provider, @Nullable String model) {
        this(breakers, Circuit.of(provider, model == null ? "" : model), () -> false);
    }

    private RouteReadiness(CircuitBreakers breakers, Circuit plain, BooleanSupplier someProfile) {
        this.breakers = breakers;
        this.plain = plain;
        this.someProfile = someProfile;
    }

    /** A copy that looks at profiles too. */
    RouteReadiness withProfiles(ProfileAdapter adapter, ConfiguredPolicy policy) {
        return new RouteReadiness(breakers, plain, () -> {
            ProfileRoutes routes = adapter.routes();
            return routes.profiles().all().stream().anyMatch(profile -> policy.isUsable(profile, routes));
        });
    }

    Readiness now() {
        List<Map<String, Object>> open =
                breakers.openCircuits().stream().map(RouteReadiness::json).toList();
        boolean usable = !breakers.isOpen(plain) || someProfile.getAsBoolean();
        return Readiness.of(usable, Map.of("open_circuits", open));
    }

    /** A circuit as the readiness report and the admin API tell it. */
    static Map<String, Object> json(CircuitStatus status) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("provider", status.circuit().provider());
        json.put("model", status.circuit().model());
        json.put("state", status.state().toString());
        json.put("failures", status.failures());
        json.put("retry_after_seconds", LLMException.wholeSeconds(status.remainingDelay()));
        return json;
    }
}
