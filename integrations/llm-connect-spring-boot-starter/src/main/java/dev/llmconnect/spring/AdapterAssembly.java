package dev.llmconnect.spring;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMException;
import dev.llmconnect.profiles.ConfiguredPolicy;
import dev.llmconnect.profiles.ProfileAdapter;
import dev.llmconnect.profiles.ProfileRoutes;
import dev.llmconnect.profiles.ProviderKeys;
import dev.llmconnect.profiles.policy.Circuit;
import dev.llmconnect.profiles.policy.CircuitStatus;
import dev.llmconnect.profiles.policy.PolicyConfig;
import dev.llmconnect.profiles.policy.PolicyRuntime;
import dev.llmconnect.spi.AdapterSettings;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Assembles the provider, the profiles and the policies around them. Thread-safe. */
final class AdapterAssembly implements AutoCloseable {
    private static final Logger LOG = System.getLogger(AdapterAssembly.class.getName());

    private final PolicyRuntime runtime = PolicyRuntime.builder().build();
    private final ConfiguredPolicy policy;
    private final ProfileAdapter profiles;
    private final DrainingAdapter adapter;
    private final Circuit plain;

    /**
     * Creates the adapter of an application.
     *
     * @param variables environment variables, which also hold keys and policies
     * @throws LLMConfigurationException if a property or a variable is missing or invalid; the message names it
     */
    AdapterAssembly(LLMConnectProperties properties, Map<String, String> variables) {
        LLMAdapters registry = LLMAdapters.installed();
        AdapterSettings settings = AdapterSettings.of(variables);
        AdapterSettings own = settings;
        for (Map.Entry<String, String> setting : properties.settings().entrySet()) {
            own = own.with(PropertyTree.snakeCase(setting.getKey()), setting.getValue());
        }
        PolicyConfig defaults = PolicyConfig.fromMap(
                        LLMConnectProperties.PREFIX + ".policy",
                        properties.policy().toDefinition())
                .mergedOver(PolicyConfig.fromVariables(PolicyConfig.ENVIRONMENT_PREFIX, variables));
        policy = new ConfiguredPolicy(defaults, runtime);
        LLMAdapter provider = ProviderKeys.create(registry, properties.provider(), own);
        plain = Circuit.of(provider.provider(), properties.model() == null ? "" : properties.model());
        profiles = ProfileAdapter.builder(provider, properties.loadProfiles(variables, registry), registry)
                .settings(settings)
                .defaults(properties.defaults())
                .strict(properties.strictProfiles())
                .policy(policy)
                .build();
        adapter = new DrainingAdapter(profiles);
        profiles.createAdapters().forEach(AdapterAssembly::cannotAnswer);
    }

    private static void cannotAnswer(String profile, LLMException missing) {
        LOG.log(Level.INFO, "profile {0} cannot answer yet: {1}", profile, missing.getMessage());
    }

    /** The adapter that answers. */
    LLMAdapter adapter() {
        return adapter;
    }

    /** Permits calls again after {@link #drain}. */
    void resume() {
        adapter.resume();
    }

    /**
     * Waits for the running calls, then refuses new ones and cancels those that still run.
     *
     * @return number of calls that were cancelled
     */
    int drain(Duration timeout) throws InterruptedException {
        return adapter.drain(timeout);
    }

    /** Names of the profiles. */
    List<String> profiles() {
        return profiles.routes().profiles().names();
    }

    /** Circuits that are open or half-open. */
    List<CircuitStatus> openCircuits() {
        return runtime.breakers().openCircuits();
    }

    /** Whether at least one provider that has been set up has a circuit that is not open. Sends no request. */
    boolean isReady() {
        ProfileRoutes routes = profiles.routes();
        return !runtime.breakers().isOpen(plain)
                || routes.profiles().all().stream().anyMatch(profile -> policy.isUsable(profile, routes));
    }

    @Override
    public void close() {
        try (runtime) {
            adapter.close();
        }
    }
}
