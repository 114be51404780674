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
import dev.llmconnect.RunConfig;
import dev.llmconnect.internal.Suggestions;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.ForwardingAdapter;
import dev.llmconnect.spi.Operation;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sends a request whose model name is the name of a profile to that profile's provider, with the profile's values where the request
 * sets none; every other request goes to the configured adapter as it is (the wire contract, section 4). Thread-safe.
 *
 * <p>A profile's provider is set up by the first call that needs it. When that fails, for want of a key, the call fails with
 * {@code configuration_error}, and the next one tries again.
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
    /** More than the router takes for all its providers. */
    private static final Duration MODELS_TIMEOUT = Duration.ofSeconds(10);

    private final boolean strict;
    private final RunConfig server;
    private final ProfilePolicy policy;
    private final SharedAdapters providers;
    private final ModelListings listings = new ModelListings(MODELS_TIMEOUT);
    private final AtomicBoolean closed = new AtomicBoolean();
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
     * Starts with neither policy nor default model, not strict, and with settings from the environment of the process.
     *
     * @param plain answers the requests that name no profile; closed with the profile adapter
     * @param registry makes the adapters of the profiles' providers
     */
    public static Builder builder(LLMAdapter plain, Profiles profiles, LLMAdapters registry) {
        return new Builder(plain, profiles, registry);
    }

    /**
     * {@inheritDoc}
     *
     * @throws LLMProfileException in strict mode, when the call names a model that is no profile
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

    /** Of the profile's own model, which may be another than answers in the end. */
    @Override
    public OptionalLong contextTokens(LLMRequest request) {
        ComposedProfiles now = composed;
        Profile profile = profile(now, request);
        return (profile == null ? now.plain() : now.adapter(profile)).contextTokens(request);
    }

    /** Whom the profile asks first. */
    @Override
    public CallTarget target(LLMCall call) {
        ComposedProfiles now = composed;
        Profile profile = profile(now, call);
        return (profile == null ? now.plain() : now.adapter(profile)).target(call);
    }

    /** The profiles, then, unless strict, what the configured adapter can be asked for. */
    @Override
    public List<ModelInfo> models() {
        Profiles profiles = routes().profiles();
        Stream<ModelInfo> named =
                profiles.all().stream().map(profile -> ModelInfo.of(profile.name(), profile.provider()));
        Stream<ModelInfo> plain = strict
                ? Stream.empty()
                : plainModels().stream()
                        .filter(model -> profiles.find(model.id()).isEmpty());
        return Stream.concat(named, plain).toList();
    }

    /** None if the configured provider fails to list them or takes too long: the profiles are listed all the same. */
    private List<ModelInfo> plainModels() {
        return listings.ask(Map.of(provider(), delegate()::models)).getOrDefault(provider(), List.of());
    }

    /** The profiles that hold now, with the ways to their providers. */
    public ProfileRoutes routes() {
        return composed.routes();
    }

    /**
     * Lets these profiles hold from the next call on; calls in flight end with those they began with. Providers that have been set up
     * stay set up, also those that no profile names any more, since calls may still be running.
     *
     * @throws LLMException when the policies cannot be composed; then nothing has changed
     */
    public void replace(Profiles profiles) {
        composed = compose(profiles);
    }

    /**
     * Sets up the providers of all profiles, which the first call of each does otherwise. Calls nobody.
     *
     * @return by profile what is missing where that was not possible
     */
    public Map<String, LLMException> setUp() {
        Map<String, LLMException> failures = new LinkedHashMap<>();
        for (Profile profile : routes().profiles().all()) {
            try {
                providers.of(profile);
            } catch (LLMException e) {
                failures.put(profile.name(), e);
            }
        }
        return failures;
    }

    /** Closes the configured adapter and every provider that was set up. */
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
        Profile profile = name.flatMap(profiles::find).orElse(null);
        if (profile == null && strict && name.isPresent()) {
            throw unknown(name.get(), profiles);
        }
        return profile;
    }

    /** The values that hold for the whole call, however many routes it takes. */
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
        String shown = name.length() > MAX_ECHO ? name.substring(0, MAX_ECHO) + "…" : name;
        return LLMProfileException.unknown("unknown profile `" + shown + "`"
                + Suggestions.didYouMean(name, profiles.names()) + "; available: "
                + String.join(", ", profiles.names()));
    }

    /** Sets what a profile adapter needs. Not thread-safe. */
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

        /** Where the providers of profiles find their keys and addresses. */
        public Builder settings(AdapterSettings source) {
            settings = source;
            return this;
        }

        /** The model of profiles that name none ({@code --model}); {@code null} for the provider's own default. */
        public Builder defaultModel(@Nullable String model) {
            RunConfig.Builder values = server.toBuilder().clearModelName();
            server = (model == null ? values : values.modelName(model)).build();
            return this;
        }

        /** The values of the server, used where neither the request nor a profile sets one; none by default. */
        public Builder defaults(RunConfig values) {
            server = values;
            return this;
        }

        /** Whether a model name that is no profile is refused. */
        public Builder strict(boolean refuse) {
            strict = refuse;
            return this;
        }

        /** What stands between a request for a profile and its provider. */
        public Builder policy(ProfilePolicy composed) {
            policy = composed;
            return this;
        }

        /** The adapter. No provider is set up yet. */
        public ProfileAdapter build() {
            return new ProfileAdapter(this);
        }
    }
}
