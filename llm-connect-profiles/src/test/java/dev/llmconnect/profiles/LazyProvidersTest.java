package dev.llmconnect.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.ErrorCode;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.RunConfig;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.ForwardingAdapter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LazyProvidersTest {
    private static final String DEFINITIONS = """
            {"a": {"provider": "openrouter", "model": "m1"},
             "b": {"provider": "or", "model": "m2"},
             "c": {"provider": "openrouter", "base_url": "https://gateway.example/v1"},
             "d": {"provider": "openrouter", "api_key_env": "OTHER_KEY"},
             "e": {"provider": "local", "base_url": "http://gpu.example:8000"}}""";

    private static final Set<Thread.State> WAITING =
            EnumSet.of(Thread.State.BLOCKED, Thread.State.WAITING, Thread.State.TIMED_WAITING);

    private final RecordingAdapter plain = new RecordingAdapter("plain");

    @BeforeEach
    void forgetWhatWasMade() {
        FakeProvider.MADE.clear();
    }

    @AfterEach
    void holdNobodyUp() {
        FakeProvider.BEFORE_MAKING.set(() -> {});
    }

    private LLMAdapter adapter(Map<String, String> environment) {
        Profiles profiles = Profiles.load(Map.of("LLM_CONNECT_PROFILES_JSON", DEFINITIONS), FakeCatalog.REGISTRY);
        return ProfileAdapter.builder(plain, profiles, FakeCatalog.REGISTRY)
                .settings(AdapterSettings.of(environment))
                .build();
    }

    private static LLMResponse ask(LLMAdapter adapter, String profile) {
        return adapter.execute("Hello", RunConfig.builder().modelName(profile).build());
    }

    @Test
    void setsUpNothingBeforeACallNeedsIt() {
        LLMAdapter adapter = adapter(Map.of());
        ask(adapter, "some-model");
        adapter.models();
        assertThat(FakeProvider.MADE).isEmpty();

        ask(adapter, "e");
        assertThat(FakeProvider.MADE).hasSize(1);
    }

    @Test
    void answersWithTheNameOfTheVariableWhenAKeyIsMissing() {
        LLMAdapter adapter = adapter(Map.of());

        assertThatThrownBy(() -> ask(adapter, "custodian-triage-balanced"))
                .isInstanceOfSatisfying(
                        LLMConfigurationException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION_ERROR))
                .hasMessage("no API key for openrouter: set OPENROUTER_API_KEY");
        assertThatThrownBy(() -> ask(adapter, "d"))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessage("no API key for openrouter: set OTHER_KEY");
        assertThat(ask(adapter, "some-model").content()).isEqualTo("from plain");
    }

    @Test
    void answersWithTheProvidersThereAreWhenItsOwnIsNotInstalled() {
        Profiles profiles = Profiles.load(Map.of(), LLMAdapters.of(List.of()));
        LLMAdapter adapter = ProfileAdapter.builder(plain, profiles, LLMAdapters.of(List.of()))
                .build();

        assertThatThrownBy(() -> ask(adapter, "custodian-triage-balanced"))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageStartingWith("unknown provider `openrouter`");
    }

    @Test
    void sharesAnAdapterBetweenProfilesOfOneProviderAndItsAlias() {
        LLMAdapter adapter = adapter(Map.of("OPENROUTER_API_KEY", "key-one"));

        ask(adapter, "a");
        ask(adapter, "b");
        ask(adapter, "custodian-triage-balanced");

        assertThat(FakeProvider.only("openrouter").requests)
                .extracting(request -> request.config().modelName())
                .containsExactly("m1", "m2", "anthropic/claude-sonnet-4");
    }

    @Test
    void setsUpOneAdapterPerAddressAndKey() {
        LLMAdapter adapter = adapter(Map.of("OPENROUTER_API_KEY", "key-one", "OTHER_KEY", " key-two "));

        List.of("a", "c", "d", "e", "d").forEach(profile -> ask(adapter, profile));

        assertThat(FakeProvider.MADE)
                .extracting(made -> made.provider() + " " + made.key().orElse("-") + " "
                        + made.baseUrl().orElse("-"))
                .containsExactly(
                        "openrouter key-one https://openrouter.example/v1",
                        "openrouter key-one https://gateway.example/v1",
                        "openrouter key-two https://openrouter.example/v1",
                        "local - http://gpu.example:8000");
    }

    @Test
    void triesAgainAfterAFailure() {
        LLMAdapter adapter = adapter(Map.of());
        FakeProvider.BEFORE_MAKING.set(() -> {
            throw new LLMConfigurationException("not yet");
        });

        assertThatThrownBy(() -> ask(adapter, "e")).hasMessage("not yet");
        assertThatThrownBy(() -> ask(adapter, "e")).hasMessage("not yet");
        FakeProvider.BEFORE_MAKING.set(() -> {});

        assertThat(ask(adapter, "e").content()).isEqualTo("from local");
    }

    @Test
    void setsUpOneAdapterForCallsAtTheSameTime() throws InterruptedException {
        LLMAdapter adapter = adapter(Map.of("OPENROUTER_API_KEY", "key-one"));
        AtomicInteger makers = new AtomicInteger();
        List<Thread> callers = List.of(
                new Thread(() -> ask(adapter, "a")),
                new Thread(() -> ask(adapter, "a")),
                new Thread(() -> ask(adapter, "b")));
        FakeProvider.BEFORE_MAKING.set(() -> {
            makers.incrementAndGet();
            while (makers.get() == 1 && !othersWait(callers)) {
                Thread.onSpinWait();
            }
        });

        callers.forEach(Thread::start);
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(FakeProvider.only("openrouter").requests).hasSize(callers.size());
    }

    private static boolean othersWait(List<Thread> callers) {
        return callers.stream()
                .filter(caller -> caller != Thread.currentThread())
                .allMatch(caller -> WAITING.contains(caller.getState()));
    }

    @Test
    void closesWhatItSetUpAndTheConfiguredAdapterOnce() {
        LLMAdapter adapter = adapter(Map.of("OPENROUTER_API_KEY", "key-one"));
        List.of("a", "b", "e").forEach(profile -> ask(adapter, profile));

        adapter.close();
        adapter.close();

        assertThat(FakeProvider.MADE)
                .hasSize(2)
                .allSatisfy(made -> assertThat(made.adapter().closings).hasValue(1));
        assertThat(plain.closings).hasValue(1);
    }

    @Test
    void setsUpNothingOnceClosed() {
        LLMAdapter adapter = adapter(Map.of("OPENROUTER_API_KEY", "key-one"));
        adapter.close();

        assertThatThrownBy(() -> ask(adapter, "a"))
                .isInstanceOf(LLMException.class)
                .hasMessage("the adapter has been closed");
        assertThat(FakeProvider.MADE).isEmpty();
    }

    @Test
    void closesTheRestWhenOneFailsToClose() {
        List<String> closed = new ArrayList<>();
        Profiles profiles = Profiles.of(List.of(
                Profile.of("x", "local", RunConfig.defaults()), Profile.of("y", "local", RunConfig.defaults())));
        LLMAdapter adapter = ProfileAdapter.builder(plain, profiles, FakeCatalog.REGISTRY)
                .policy((profile, routes) ->
                        new FailingToClose(profile.name(), ProfilePolicy.NONE.compose(profile, routes), closed))
                .build();
        ask(adapter, "x");

        assertThatThrownBy(adapter::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("x")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        assertThat(closed).containsExactly("x", "y");
        assertThat(FakeProvider.only("local").closings).hasValue(1);
        assertThat(plain.closings).hasValue(1);
    }

    private static final class FailingToClose extends ForwardingAdapter {
        private final String name;
        private final List<String> closed;

        FailingToClose(String name, LLMAdapter delegate, List<String> closed) {
            super(delegate);
            this.name = name;
            this.closed = closed;
        }

        @Override
        public LLMResponse execute(LLMRequest request) {
            return delegate().execute(request);
        }

        @Override
        public void close() {
            closed.add(name);
            throw new IllegalStateException(name);
        }
    }
}
