package dev.llmconnect.profiles;

import dev.llmconnect.CallTarget;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMProfileException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.Redactor;
import dev.llmconnect.RunConfig;
import dev.llmconnect.internal.Suggestions;
import dev.llmconnect.profiles.policy.KeyStatus;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.ForwardingAdapter;
import dev.llmconnect.spi.Operation;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Dispatches requests by profile (wire contract, section 4): a request whose model name is a profile goes to the profile's
 * provider, with the profile's values where the request sets none; other requests go to the configured adapter unchanged.
 * Thread-safe.
 *
 * <p>A profile's provider is created by the first call that needs it. If creation fails, for example without a key, the call
 * fails with {@code configuration_error} and the next call tries again.
 *
 * <pre>{@code
 * LLMAdapters registry = LLMAdapters.installed();
 * Profiles profiles = Profiles.load(System.getenv(), registry);
 * LLMAdapter adapter = ProfileAdapter.builder(LLMAdapters.create("mock"), profiles, registry).build();
 * adapter.execute("Which team?", RunConfig.builder().modelName("custodian-triage-balanced").build());
 * }</pre>
 */
public final class ProfileAdapter extends ForwardingAdapter {
    private static final int MAX_ECHO = 60;
    /** Timeout of listing models; longer than the router's timeout for all its providers. */
    private static final Duration MODELS_TIMEOUT = Duration.ofSeconds(10);

    private final boolean strict;
    private final RunConfig server;
    private final ProfilePolicy policy;
    private final SharedAdapters providers;
    private final ModelListings listings = new ModelListings(MODELS_TIMEOUT);
    private final AtomicBoolean closed = new AtomicBoolean();
    /** Names of profiles whose provider could not be created by the last {@link #createAdapters()}. */
    private final Set<String> unavailable = ConcurrentHashMap.newKeySet();

    private volatile ComposedProfiles composed;

    private ProfileAdapter(Builder builder) {
        super(builder.plain);
        strict = builder.strict;
        server = builder.server;
        policy = builder.policy;
        providers = new SharedAdapters(builder.registry, builder.settings);
        composed = compose(builder.profiles);
    }

    /**
     * Returns a builder of a non-strict adapter without policy and default model, with settings from the environment of the
     * process.
     *
     * @param plain adapter of requests without a profile; closed with the profile adapter
     * @param registry registry of the profiles' providers
     */
    public static Builder builder(LLMAdapter plain, Profiles profiles, LLMAdapters registry) {
        return new Builder(plain, profiles, registry);
    }

    /**
     * {@inheritDoc}
     *
     * @throws LLMProfileException in strict mode, if the call's model is not a profile
     */
    @Override
    protected <C extends LLMCall, T> T around(C call, Operation<C, T> operation) {
        ComposedProfiles now = composed;
        Profile profile = profile(now, call);
        if (profile == null) {
            return operation.invoke(now.plain(), call);
        }
        call.record().profile(profile.name());
        return named(profile, operation.invoke(now.adapter(profile), begun(profile, call)));
    }

    /** Context window of the profile's own model; a fallback may answer with another model. */
    @Override
    public OptionalLong contextTokens(LLMRequest request) {
        ComposedProfiles now = composed;
        Profile profile = profile(now, request);
        return (profile == null ? now.plain() : now.adapter(profile)).contextTokens(request);
    }

    /** Returns the first target of the profile. */
    @Override
    public CallTarget target(LLMCall call) {
        ComposedProfiles now = composed;
        Profile profile = profile(now, call);
        return (profile == null ? now.plain() : now.adapter(profile)).target(call);
    }

    /**
     * Returns the profiles and, unless strict, the models of the configured adapter. A profile whose provider could not be created by
     * {@link #createAdapters()}, for example without a key, is {@linkplain ModelInfo#isHidden() hidden}; one whose name is a pattern is no
     * model.
     */
    @Override
    public List<ModelInfo> models() {
        Profiles profiles = routes().profiles();
        Stream<ModelInfo> named = profiles.all().stream()
                .filter(profile -> !profile.isPattern())
                .map(profile -> ModelInfo.builder(profile.name(), profile.provider())
                        .hidden(unavailable.contains(profile.name()))
                        .build());
        Stream<ModelInfo> plain = strict
                ? Stream.empty()
                : plainModels().stream()
                        .filter(model -> profiles.find(model.id()).isEmpty());
        return Stream.concat(named, plain).toList();
    }

    private Optional<LLMException> creationFailure(Profile profile) {
        try {
            providers.of(profile);
            unavailable.remove(profile.name());
            return Optional.empty();
        } catch (LLMException e) {
            unavailable.add(profile.name());
            return Optional.of(e);
        }
    }

    /**
     * Returns the models of the configured adapter; empty if listing fails or times out, so that profiles are listed regardless.
     */
    private List<ModelInfo> plainModels() {
        return listings.list(Map.of(provider(), delegate()::models)).getOrDefault(provider(), List.of());
    }

    /** Current profiles and the routes to their providers. */
    public ProfileRoutes routes() {
        return composed.routes();
    }

    /**
     * Replaces the profiles for subsequent calls; calls in flight continue with the previous ones. Adapters already created are
     * kept, since calls may be using them.
     *
     * @throws LLMException if the policies cannot be composed; the current profiles stay in effect
     */
    public void replace(Profiles profiles) {
        composed = compose(profiles);
        unavailable.clear();
    }

    /**
     * Creates the adapters of all profiles, which otherwise happens on the first call of each. Sends no request.
     *
     * @return problems, by profile
     */
    public Map<String, LLMException> createAdapters() {
        Map<String, LLMException> failures = new LinkedHashMap<>();
        for (Profile profile : routes().profiles().all()) {
            creationFailure(profile).ifPresent(failure -> failures.put(profile.name(), failure));
        }
        return failures;
    }

    /** Status of the keys of each provider with several keys, except for the configured adapter. */
    public List<KeyStatus> keys() {
        return providers.keys();
    }

    /** Closes the configured adapter and all providers created. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            Closing.all(Stream.of(composed::close, providers::close, delegate()::close));
        }
    }

    private ComposedProfiles compose(Profiles profiles) {
        return new ComposedProfiles(delegate(), server, new ProfileRoutes(profiles, server, providers), policy);
    }

    private @Nullable Profile profile(ComposedProfiles now, LLMCall request) {
        Profiles profiles = now.routes().profiles();
        Optional<String> name = request.config().modelNameIfSet();
        Profile profile = name.flatMap(profiles::match).orElse(null);
        if (profile == null && strict && name.isPresent()) {
            throw unknown(name.get(), profiles);
        }
        return profile;
    }

    /** Applies the values that hold for the whole call, independently of its routes. */
    private static <C extends LLMCall> C begun(Profile profile, C call) {
        RunConfig asked = call.config();
        RunConfig layered = asked.mergedOver(profile.config());
        RunConfig.Builder values = asked.toBuilder().timeout(layered.timeout());
        layered.maxDepth().ifPresent(values::maxDepth);
        return LLMCall.withConfig(call, values.build());
    }

    @SuppressWarnings("unchecked") // what is named is of the same kind as before
    private static <T> T named(Profile profile, T answer) {
        if (answer instanceof LLMResponse response) {
            return (T) named(profile, response);
        }
        if (answer instanceof EmbeddingResponse response) {
            return (T) response.withMetadata(known -> known.profile(profile.name()));
        }
        return answer instanceof LLMStream stream
                ? (T) new ProfileStream(stream, response -> named(profile, response))
                : answer;
    }

    private static LLMResponse named(Profile profile, LLMResponse response) {
        return response.withMetadata(known -> known.profile(profile.name()));
    }

    private static LLMProfileException unknown(String name, Profiles profiles) {
        String shown = Redactor.redact(name, MAX_ECHO);
        return LLMProfileException.unknown("unknown profile `" + shown + "`"
                + Suggestions.didYouMean(name, profiles.names()) + "; available: "
                + String.join(", ", profiles.names()));
    }

    /** Builder of a {@link ProfileAdapter}. Not thread-safe. */
    public static final class Builder {
        private final LLMAdapter plain;
        private final Profiles profiles;
        private final LLMAdapters registry;
        private AdapterSettings settings = AdapterSettings.fromEnvironment();
        private RunConfig server = RunConfig.defaults();
        private boolean strict;
        private ProfilePolicy policy = ProfilePolicy.NONE;

        private Builder(LLMAdapter plain, Profiles profiles, LLMAdapters registry) {
            this.plain = plain;
            this.profiles = profiles;
            this.registry = registry;
        }

        /** Sets the settings of the profiles' providers. Default: {@link AdapterSettings#fromEnvironment()}. */
        public Builder settings(AdapterSettings source) {
            settings = source;
            return this;
        }

        /** Sets the model of profiles that name none ({@code --model}). Default: {@code null}, the provider's default. */
        public Builder defaultModel(@Nullable String model) {
            RunConfig.Builder values = server.toBuilder().clearModelName();
            server = (model == null ? values : values.modelName(model)).build();
            return this;
        }

        /** Sets the server's values, used where neither the request nor a profile sets one. Default: none. */
        public Builder defaults(RunConfig values) {
            server = values;
            return this;
        }

        /** Sets whether a model name that is not a profile is refused. Default: {@code false}. */
        public Builder strict(boolean value) {
            strict = value;
            return this;
        }

        /** Sets the policy between a profile and its provider. Default: {@link ProfilePolicy#NONE}. */
        public Builder policy(ProfilePolicy value) {
            policy = value;
            return this;
        }

        /** Creates the adapter. Provider adapters are created later. */
        public ProfileAdapter build() {
            return new ProfileAdapter(this);
        }
    }
}
