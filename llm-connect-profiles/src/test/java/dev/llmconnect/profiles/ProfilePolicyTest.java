package dev.llmconnect.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.RunConfig;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.ForwardingAdapter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProfilePolicyTest {
    private static final Profile FIRST = Profile.of(
            "first",
            "openrouter",
            RunConfig.builder()
                    .modelName("large")
                    .temperature(0.1)
                    .maxTokens(10)
                    .timeout(Duration.ofSeconds(40))
                    .build());
    private static final Profile SECOND = Profile.of(
            "second",
            "local",
            RunConfig.builder()
                    .modelName("small")
                    .temperature(0.9)
                    .timeout(Duration.ofSeconds(5))
                    .build());

    private final List<String> composed = new ArrayList<>();

    @BeforeEach
    void forgetWhatWasMade() {
        FakeProvider.MADE.clear();
    }

    private LLMAdapter adapter(ProfilePolicy policy) {
        return ProfileAdapter.builder(
                        new RecordingAdapter("plain"), Profiles.of(List.of(FIRST, SECOND)), FakeCatalog.REGISTRY)
                .settings(AdapterSettings.of(Map.of()))
                .policy(policy)
                .build();
    }

    @Test
    void isComposedOncePerProfileWithoutSettingUpAProvider() {
        LLMAdapter adapter = adapter((profile, routes) -> {
            composed.add(profile.name());
            return ProfilePolicy.NONE.compose(profile, routes);
        });
        adapter.execute("Hello", RunConfig.builder().modelName("second").build());
        adapter.execute("Hello", RunConfig.builder().modelName("second").build());

        assertThat(composed).containsExactly("first", "second");
        assertThat(FakeProvider.MADE).hasSize(1);
    }

    @Test
    void mayGoOnToAnotherProfileWhoseValuesThenHoldWithinTheTimeOfTheFirst() {
        LLMAdapter adapter = adapter((profile, routes) -> new OtherWhenUnconfigured(
                ProfilePolicy.NONE.compose(profile, routes), ProfilePolicy.NONE.compose(SECOND, routes)));

        LLMResponse response = adapter.execute(
                "Hello", RunConfig.builder().modelName("first").maxTokens(99).build());

        assertThat(response.content()).isEqualTo("from local");
        assertThat(response.metadata().toMap())
                .containsEntry("profile", "first")
                .containsEntry("provider", "local");
        assertThat(FakeProvider.only("local").last().config())
                .isEqualTo(RunConfig.builder()
                        .modelName("small")
                        .temperature(0.9)
                        .maxTokens(99)
                        .timeout(Duration.ofSeconds(40))
                        .build());
    }

    @Test
    void seesTheDeadlineOfTheWholeCall() {
        List<Duration> timeouts = new ArrayList<>();
        LLMAdapter adapter =
                adapter((profile, routes) -> new ForwardingAdapter(ProfilePolicy.NONE.compose(profile, routes)) {
                    @Override
                    public LLMResponse execute(LLMRequest request) {
                        timeouts.add(request.config().timeout());
                        return super.execute(request);
                    }
                });

        adapter.execute("Hello", RunConfig.builder().modelName("second").build());
        adapter.execute(
                "Hello",
                RunConfig.builder()
                        .modelName("second")
                        .timeout(Duration.ofSeconds(7))
                        .build());

        assertThat(timeouts).containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(7));
    }

    private static final class OtherWhenUnconfigured extends ForwardingAdapter {
        private final LLMAdapter other;

        OtherWhenUnconfigured(LLMAdapter first, LLMAdapter other) {
            super(first);
            this.other = other;
        }

        @Override
        public LLMResponse execute(LLMRequest request) {
            try {
                return delegate().execute(request);
            } catch (LLMConfigurationException e) {
                return other.execute(request);
            }
        }
    }
}
