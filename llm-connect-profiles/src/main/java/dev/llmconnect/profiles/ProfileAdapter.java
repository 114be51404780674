package dev.llmconnect.profiles;

import dev.llmconnect.AdapterRegistry;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMProfileException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.RunConfig;
import dev.llmconnect.internal.Suggestions;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.ForwardingAdapter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
 * AdapterRegistry registry = AdapterRegistry.installed();
 * Profiles profiles = Profiles.load(System.getenv(), registry);
 * LLMAdapter adapter = ProfileAdapter.builder(LLMAdapters.create("mock"), profiles, registry).build();
 * adapter.execute("Which team?", RunConfig.builder().modelName("custodian-triage-balanced").build());
 * }</pre>
 */
public final class ProfileAdapter extends ForwardingAdapter {
    private static final int LONGEST_ECHO = 60;

    private final Profiles profiles;
    private final boolean strict;
    private final ProviderAdapters providers;
    private final Map<String, LLMAdapter> adapters = new LinkedHashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    private ProfileAdapter(Builder builder) {
        super(builder.plain);
        profiles = builder.profiles;
        strict = builder.strict;
        providers = new ProviderAdapters(builder.registry, builder.settings);
        for (Profile profile : profiles.all()) {
            adapters.put(
                    profile.name(),
                    builder.policy.compose(profile, route -> new ProfileRoute(route, builder.server, providers)));
        }
    }

    /**
     * Starts with neither policy nor default model, not strict, and with settings from the environment of the process.
     *
     * @param plain answers the requests that name no profile; closed with the profile adapter
     * @param registry makes the adapters of the profiles' providers
     */
    public static Builder builder(LLMAdapter plain, Profiles profiles, AdapterRegistry registry) {
        return new Builder(plain, profiles, registry);
    }

    /**
     * {@inheritDoc}
     *
     * @throws LLMProfileException in strict mode, when the request names a model that is no profile
     */
    @Override
    public LLMResponse execute(LLMRequest request) {
        Profile profile = profile(request);
        if (profile == null) {
            return delegate().execute(request);
        }
        return named(profile, adapter(profile).execute(begun(profile, request)));
    }

    /**
     * {@inheritDoc}
     *
     * @throws LLMProfileException in strict mode, when the request names a model that is no profile
     */
    @Override
    public LLMStream stream(LLMRequest request) {
        Profile profile = profile(request);
        if (profile == null) {
            return delegate().stream(request);
        }
        LLMStream stream = adapter(profile).stream(begun(profile, request));
        return new ProfileStream(stream, response -> named(profile, response));
    }

    /** The profiles, then, unless strict, what the configured adapter can be asked for. */
    @Override
    public List<ModelInfo> models() {
        Stream<ModelInfo> named =
                profiles.all().stream().map(profile -> new ModelInfo(profile.name(), profile.provider()));
        Stream<ModelInfo> plain = strict
                ? Stream.empty()
                : delegate().models().stream()
                        .filter(model -> profiles.find(model.id()).isEmpty());
        return Stream.concat(named, plain).toList();
    }

    /** Closes the configured adapter and every provider that was set up. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            Stream<Runnable> composed = adapters.values().stream().map(adapter -> adapter::close);
            Closing.all(Stream.concat(composed, Stream.of(providers::close, delegate()::close)));
        }
    }

    private @Nullable Profile profile(LLMRequest request) {
        Optional<String> name = request.config().modelNameIfSet();
        Profile profile = name.flatMap(profiles::find).orElse(null);
        if (profile == null && strict && name.isPresent()) {
            throw unknown(name.get());
        }
        return profile;
    }

    private LLMAdapter adapter(Profile profile) {
        return Objects.requireNonNull(adapters.get(profile.name()));
    }

    /** With the values that hold for the whole call, however many routes it takes. */
    private static LLMRequest begun(Profile profile, LLMRequest request) {
        RunConfig asked = request.config();
        RunConfig layered = asked.mergedOver(profile.config());
        RunConfig.Builder call = asked.toBuilder().timeout(layered.timeout());
        layered.maxDepth().ifPresent(call::maxDepth);
        LLMRequest begun = request.toBuilder().config(call.build()).build();
        begun.checkBeforeSpending();
        return begun;
    }

    private static LLMResponse named(Profile profile, LLMResponse response) {
        return response.toBuilder()
                .metadata(LLMResponse.PROFILE, profile.name())
                .build();
    }

    private LLMProfileException unknown(String name) {
        String shown = name.length() > LONGEST_ECHO ? name.substring(0, LONGEST_ECHO) + "…" : name;
        return LLMProfileException.unknown("unknown profile `" + shown + "`"
                + Suggestions.didYouMean(name, profiles.names()) + "; available: "
                + String.join(", ", profiles.names()));
    }

    /** Sets what a profile adapter needs. Not thread-safe. */
    public static final class Builder {
        private final LLMAdapter plain;
        private final Profiles profiles;
        private final AdapterRegistry registry;
        private AdapterSettings settings = AdapterSettings.fromEnvironment();
        private RunConfig server = RunConfig.defaults();
        private boolean strict;
        private ProfilePolicy policy = ProfilePolicy.NONE;

        private Builder(LLMAdapter plain, Profiles profiles, AdapterRegistry registry) {
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
            server = model == null
                    ? RunConfig.defaults()
                    : RunConfig.builder().modelName(model).build();
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
