package dev.llmconnect.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.RunConfig;
import dev.llmconnect.profiles.policy.PolicyConfig;
import dev.llmconnect.profiles.policy.PolicyRuntime;
import dev.llmconnect.spi.AdapterSettings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whose values a fallback is asked with. */
class ConfiguredPolicyTest {
    private static final String DEFINITIONS = """
            {"first": {"provider": "openrouter", "model": "large", "temperature": 0.1, "max_tokens": 10, "timeout_seconds": 40,
                       "model_params": {"seed": 1}, "fallbacks": %s},
             "second": {"provider": "local", "model": "small", "temperature": 0.9, "timeout_seconds": 500},
             "third": {"provider": "bare"}}""";

    private final PolicyRuntime runtime = PolicyRuntime.builder().build();
    private final RecordingAdapter plain = new RecordingAdapter("plain");

    @BeforeEach
    void forgetWhatWasMade() {
        FakeProvider.MADE.clear();
        failOnce();
    }

    /** The next provider that is set up refuses the key, so the call moves on; the fallback is set up after it. */
    private static void failOnce() {
        FakeProvider.BEFORE_MAKING.set(() -> {
            FakeProvider.BEFORE_MAKING.set(() -> {});
            throw new LLMApiException(
                    "HTTP 401",
                    null,
                    ErrorDetails.builder().reason(FailureReason.AUTHENTICATION).build());
        });
    }

    @AfterEach
    void close() {
        FakeProvider.BEFORE_MAKING.set(() -> {});
        runtime.close();
    }

    private static Profiles profiles(String fallbacks) {
        return Profiles.load(
                Map.of("LLM_CONNECT_PROFILES_JSON", DEFINITIONS.formatted(fallbacks)), FakeCatalog.REGISTRY);
    }

    private ProfileAdapter adapter(String fallbacks, Map<String, String> defaults) {
        PolicyConfig config = PolicyConfig.fromVariables("LLM_CONNECT_", defaults);
        return ProfileAdapter.builder(plain, profiles(fallbacks), FakeCatalog.REGISTRY)
                .settings(AdapterSettings.of(Map.of("OPENROUTER_API_KEY", "key-of-the-test")))
                .defaultModel("of-the-server")
                .policy(new ConfiguredPolicy(config, runtime))
                .build();
    }

    private static LLMRequest request() {
        return LLMRequest.of(
                "Hello", RunConfig.builder().modelName("first").maxTokens(99).build());
    }

    @Test
    void aProfileIsAskedWithItsOwnValuesAndTheCallersWithinTheTimeOfTheFirst() {
        LLMResponse response = adapter("[\"second\"]", Map.of()).execute(request());

        assertThat(response.content()).isEqualTo("from local");
        assertThat(response.model()).isEqualTo("small");
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
    void aModelOfAProviderIsAskedWithTheValuesOfTheFirst() {
        adapter("[{\"provider\": \"local\", \"model\": \"m-2\"}]", Map.of()).execute(request());

        assertThat(FakeProvider.only("local").last().config())
                .isEqualTo(RunConfig.builder()
                        .modelName("m-2")
                        .temperature(0.1)
                        .maxTokens(99)
                        .timeout(Duration.ofSeconds(40))
                        .modelParam("seed", 1L)
                        .build());
    }

    @Test
    void aProviderWithoutAModelIsAskedForItsOwnDefault() {
        LLMResponse response = adapter("[{\"provider\": \"local\"}]", Map.of()).execute(request());

        assertThat(response.model()).isEqualTo("local-default");
    }

    @Test
    void fallbacksOfEveryCallHoldForAProfileWithoutItsOwnAndLeaveItOutItself() {
        Map<String, String> everyCall = Map.of("LLM_CONNECT_FALLBACKS", "first, third");

        assertThat(adapter("null", everyCall).execute(request()).content()).isEqualTo("from bare");
    }

    @Test
    void fallbacksOfEveryCallMustBeThere() {
        assertThatThrownBy(() -> adapter("null", Map.of("LLM_CONNECT_FALLBACKS", "secnd")))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageStartingWith("LLM_CONNECT_FALLBACKS: unknown profile `secnd`; did you mean `second`?");
    }

    @Test
    void aCallWithoutAProfileGetsTheModelOfTheServer() {
        adapter("null", Map.of()).execute("Hello", RunConfig.defaults());

        assertThat(plain.last().config().modelNameIfSet()).contains("of-the-server");
    }

    @Test
    void replacedProfilesHoldFromTheNextCallOnAndProvidersStay() {
        ProfileAdapter adapter = adapter("[\"second\"]", Map.of());
        adapter.execute(request());

        adapter.replace(profiles("[{\"provider\": \"local\", \"model\": \"m-3\"}]"));
        failOnce();

        assertThat(adapter.execute(request()).model()).isEqualTo("m-3");
        assertThat(FakeProvider.made("local")).hasSize(1);
    }

    @Test
    void aProfileIsUsableOnceItsProviderIsSetUp() {
        ProfileAdapter adapter = adapter("null", Map.of());
        ConfiguredPolicy policy = new ConfiguredPolicy(PolicyConfig.defaults(), runtime);
        Profile second = adapter.routes().profiles().find("second").orElseThrow();

        assertThat(policy.isUsable(second, adapter.routes())).isFalse();
        assertThat(adapter.createAdapters()).containsOnlyKeys("custodian-triage-balanced");
        assertThat(policy.isUsable(second, adapter.routes())).isTrue();
    }
}
