package dev.llmconnect.cli;

import dev.llmconnect.LLMException;
import dev.llmconnect.Redactor;
import dev.llmconnect.profiles.ConfiguredPolicy;
import dev.llmconnect.profiles.Profile;
import dev.llmconnect.profiles.ProfileAdapter;
import dev.llmconnect.profiles.ProfileRoutes;
import dev.llmconnect.profiles.policy.Circuit;
import dev.llmconnect.profiles.policy.CircuitBreakers;
import dev.llmconnect.profiles.policy.KeyStatus;
import dev.llmconnect.server.admin.RouteInspector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Shows an {@link AdapterAssembly} to the admin API. Thread-safe. */
final class AssemblyInspector implements RouteInspector {
    private final CircuitBreakers breakers;
    private final Supplier<List<KeyStatus>> keys;
    private final @Nullable ProfileAdapter profiles;
    private final @Nullable ConfiguredPolicy policy;

    /**
     * @param keys the keys of each provider with several
     * @param profiles {@code null} when they are disabled, as is {@code policy} then
     */
    AssemblyInspector(
            CircuitBreakers breakers,
            Supplier<List<KeyStatus>> keys,
            @Nullable ProfileAdapter profiles,
            @Nullable ConfiguredPolicy policy) {
        this.breakers = breakers;
        this.keys = keys;
        this.profiles = profiles;
        this.policy = policy;
    }

    @Override
    public List<Map<String, ?>> circuits() {
        List<Map<String, ?>> circuits = new ArrayList<>();
        breakers.openCircuits().forEach(status -> circuits.add(RouteReadiness.json(status)));
        return circuits;
    }

    @Override
    public boolean resetCircuit(String provider, String model) {
        return breakers.reset(new Circuit(provider, model));
    }

    @Override
    public List<Map<String, ?>> keys() {
        List<Map<String, ?>> trees = new ArrayList<>();
        for (KeyStatus status : keys.get()) {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("provider", status.provider());
            tree.put("keys", status.total());
            tree.put("resting", status.resting());
            trees.add(tree);
        }
        return trees;
    }

    @Override
    public List<Map<String, ?>> profiles() {
        if (profiles == null || policy == null) {
            return List.of();
        }
        Map<String, LLMException> problems = profiles.createAdapters();
        ProfileRoutes routes = profiles.routes();
        List<Map<String, ?>> trees = new ArrayList<>();
        for (Profile profile : routes.profiles().all()) {
            LLMException problem = problems.get(profile.name());
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("name", profile.name());
            tree.put("usable", policy.isUsable(profile, routes));
            tree.put("problem", problem == null ? "" : problem.getMessage());
            tree.put("values", values(profile));
            trees.add(tree);
        }
        return trees;
    }

    private static List<Map<String, ?>> values(Profile profile) {
        List<Map<String, ?>> values = new ArrayList<>();
        // A base URL may hold credentials.
        profile.values()
                .forEach((field, value) -> values.add(Map.of(
                        "field", field,
                        "value", Redactor.redact(String.valueOf(value.value())),
                        "source", value.source())));
        return values;
    }
}
