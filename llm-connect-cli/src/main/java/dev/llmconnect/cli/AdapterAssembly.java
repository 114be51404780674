package dev.llmconnect.cli;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.RunConfig;
import dev.llmconnect.ledger.Ledger;
import dev.llmconnect.profiles.ConfiguredPolicy;
import dev.llmconnect.profiles.DefaultModelAdapter;
import dev.llmconnect.profiles.ProfileAdapter;
import dev.llmconnect.profiles.ProfileField;
import dev.llmconnect.profiles.ProfileReload;
import dev.llmconnect.profiles.Profiles;
import dev.llmconnect.profiles.ProviderKeys;
import dev.llmconnect.profiles.policy.KeyRotatingAdapter;
import dev.llmconnect.profiles.policy.KeyStatus;
import dev.llmconnect.profiles.policy.PolicyConfig;
import dev.llmconnect.profiles.policy.PolicyField;
import dev.llmconnect.profiles.policy.PolicyRuntime;
import dev.llmconnect.profiles.policy.PolicyStack;
import dev.llmconnect.server.Readiness;
import dev.llmconnect.server.admin.RouteInspector;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderSetting;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts together what answers: the provider, the server's model, the profiles, and the policies around all of them. Thread-safe. */
final class AdapterAssembly implements AutoCloseable {
    private static final Logger LOG = System.getLogger(AdapterAssembly.class.getName());

    private final Map<String, String> environment;
    private final LLMAdapters registry;
    private final PolicyRuntime runtime;
    private final LLMAdapter plain;
    private final LLMAdapter adapter;
    private final @Nullable ConfiguredPolicy policy;
    private final RouteReadiness readiness;
    private final @Nullable ProfileAdapter profiles;
    private final @Nullable ProfileReload reload;
    private final @Nullable Ledger ledger;

    /**
     * The adapter the options and the environment describe, whose calls nobody accounts for.
     *
     * @throws LLMConfigurationException when the provider, a policy or a profile's definition is wrong
     */
    AdapterAssembly(AdapterOptions options, Map<String, String> environment) {
        this(options, environment, null);
    }

    /**
     * The adapter the options and the environment describe.
     *
     * @param ledger accounts for its calls; closed with it
     * @throws LLMConfigurationException when the provider, a policy or a profile's definition is wrong
     */
    AdapterAssembly(AdapterOptions options, Map<String, String> given, @Nullable Ledger ledger) {
        environment = options.environment(given);
        this.ledger = ledger;
        registry = options.registry(environment);
        PolicyConfig defaults = PolicyConfig.fromVariables(PolicyConfig.ENVIRONMENT_PREFIX, environment);
        runtime = runtime(registry, environment);
        plain = ProviderKeys.create(registry, options.provider(), options.settings(environment));
        if (options.profilesDisabled()) {
            requireNoFallbacks(defaults);
            LLMAdapter guarded = PolicyStack.around(plain, defaults, runtime);
            RunConfig values = options.defaults();
            adapter =
                    accounted(values.equals(RunConfig.defaults()) ? guarded : new DefaultModelAdapter(guarded, values));
            profiles = null;
            policy = null;
            reload = null;
            readiness = new RouteReadiness(runtime.breakers(), plain.provider(), options.model());
            return;
        }
        policy = new ConfiguredPolicy(defaults, runtime);
        ProfileAdapter dispatching = ProfileAdapter.builder(plain, definitions(), registry)
                .settings(AdapterSettings.of(environment))
                .defaults(options.defaults())
                .strict(options.profilesStrict())
                .policy(policy)
                .build();
        adapter = accounted(dispatching);
        profiles = dispatching;
        reload = file(environment)
                .map(file -> new ProfileReload(dispatching, this::definitions, file))
                .orElse(null);
        readiness = new RouteReadiness(runtime.breakers(), plain.provider(), options.model())
                .withProfiles(dispatching, policy);
    }

    private LLMAdapter accounted(LLMAdapter answering) {
        return ledger == null ? answering : ledger.around(answering);
    }

    /** Who accounts for the calls. */
    Optional<Ledger> ledger() {
        return Optional.ofNullable(ledger);
    }

    /** What the policies share. */
    PolicyRuntime runtime() {
        return runtime;
    }

    /** The keys of every provider with several. */
    List<KeyStatus> keys() {
        List<KeyStatus> keys = new ArrayList<>();
        if (plain instanceof KeyRotatingAdapter rotating) {
            keys.add(rotating.keys());
        }
        if (profiles != null) {
            keys.addAll(profiles.keys());
        }
        return keys;
    }

    /** Shows the circuits, keys and profiles. */
    RouteInspector inspector() {
        return new AssemblyInspector(runtime.breakers(), this::keys, profiles, policy);
    }

    /** The providers. */
    LLMAdapters registry() {
        return registry;
    }

    /** The names of the profiles; none when they are disabled. */
    List<String> profileNames() {
        return profiles == null ? List.of() : profiles.routes().profiles().names();
    }

    /** The providers of the profiles that the operator has defined, by name; without those that have an address of their own. */
    Set<String> profileProviders() {
        return profiles == null
                ? Set.of()
                : profiles.routes().profiles().all().stream()
                        .filter(profile -> !profile.values().containsKey(ProfileField.BASE_URL.key())
                                && profile.values().values().stream()
                                        .anyMatch(value -> !value.source().equals(Profiles.BUILT_IN)))
                        .map(profile -> registry.provider(profile.provider()).name())
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What answers. */
    LLMAdapter adapter() {
        return adapter;
    }

    /** Whether something could answer now. */
    Readiness readiness() {
        Readiness now = readiness.now();
        if (ledger == null || !(ledger.isStoreLost() || ledger.lostRows() > 0)) {
            return now;
        }
        // Accounting stands in the way of no answer, so the server stays ready.
        Map<String, Object> details = new LinkedHashMap<>(now.details());
        details.put(
                "ledger",
                Map.of(
                        "store", ledger.store().description(),
                        "lost", ledger.isStoreLost(),
                        "lost_rows", ledger.lostRows()));
        return Readiness.of(now.isReady(), details);
    }

    /** Lets changes of the files of profiles, callers and prices hold as soon as they have changed or SIGHUP comes. Called once. */
    void followFiles() {
        if (reload != null) {
            reload.watch();
        }
        ProcessSignal.handle(ProcessSignal.HANG_UP, () -> {
            StderrLog.reopen();
            reload("SIGHUP");
        });
    }

    /** Sets up the providers of all profiles, so that it is known which of them can answer. Calls nobody. */
    void setUpProviders() {
        if (profiles != null) {
            profiles.createAdapters()
                    .forEach((name, missing) ->
                            LOG.log(Level.INFO, "profile {0} cannot answer yet: {1}", name, missing.getMessage()));
        }
    }

    /** Reads the files again, where there are some; a bad one changes nothing. */
    void reload(String reason) {
        if (ledger != null) {
            ledger.callers().reload();
            ledger.prices().reload();
        }
        if (reload != null) {
            reload.reload(reason);
        }
    }

    /** Stops following the file and closes what answers. */
    @Override
    public void close() {
        // Whatever is null is not closed.
        try (ledger;
                runtime;
                adapter) {
            if (reload != null) {
                reload.close();
            }
        }
    }

    private Profiles definitions() {
        return Profiles.load(environment, registry);
    }

    private static Optional<Path> file(Map<String, String> environment) {
        return Optional.ofNullable(environment.get(Profiles.FILE_VARIABLE))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(Path::of);
    }

    private static void requireNoFallbacks(PolicyConfig defaults) {
        if (!defaults.fallbacks().isEmpty()) {
            throw new LLMConfigurationException(PolicyField.FALLBACKS.variable(PolicyConfig.ENVIRONMENT_PREFIX)
                    + " names profiles, but profiles are disabled");
        }
    }

    /** The variable of a provider's own limit, for example {@code LLM_CONNECT_OPENROUTER_MAX_CONCURRENT}. */
    static String maxConcurrentVariable(LLMAdapterProvider provider) {
        return PolicyField.MAX_CONCURRENT.variable(providerPrefix(provider));
    }

    private static String providerPrefix(LLMAdapterProvider provider) {
        return PolicyConfig.ENVIRONMENT_PREFIX + ProviderSetting.variablePart(provider.name()) + "_";
    }

    private static PolicyRuntime runtime(LLMAdapters registry, Map<String, String> environment) {
        PolicyRuntime.Builder runtime = PolicyRuntime.builder();
        for (LLMAdapterProvider provider : registry.providers()) {
            if (environment.containsKey(maxConcurrentVariable(provider))) {
                runtime.maxConcurrent(
                        provider.name(),
                        PolicyConfig.fromVariables(providerPrefix(provider), environment)
                                .bulkhead()
                                .maxConcurrent());
            }
            provider.aliases().forEach(alias -> runtime.alias(alias, provider.name()));
        }
        return runtime.build();
    }
}
