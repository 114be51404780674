package dev.llmconnect.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMProfileException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.RunConfig;
import dev.llmconnect.spi.AdapterSettings;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A profile whose name has a {@code *} stands for every name that matches; the most specific applies. */
class ProfilePatternTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("OPENROUTER_API_KEY", "key-of-the-test", "LLM_CONNECT_PROFILES_JSON", """
            {"claude-*": {"provider": "openrouter", "model": "anthropic/claude-*", "temperature": 0.1},
             "claude-*-fast": {"provider": "local", "temperature": 0.2},
             "claude-opus-4": {"provider": "bare", "model": "fixed"},
             "*-mini": {"provider": "bare", "model": "small"}}""");

    @BeforeEach
    void forgetWhatWasMade() {
        FakeProvider.MADE.clear();
    }

    private static LLMAdapter adapter(boolean strict) {
        return ProfileAdapter.builder(
                        new RecordingAdapter("plain"),
                        Profiles.load(ENVIRONMENT, FakeCatalog.REGISTRY),
                        FakeCatalog.REGISTRY)
                .settings(AdapterSettings.of(ENVIRONMENT))
                .strict(strict)
                .build();
    }

    private static LLMRequest request(String model) {
        return LLMRequest.of("Hello", RunConfig.builder().modelName(model).build());
    }

    @ParameterizedTest
    @CsvSource({
        "claude-sonnet-4-5, claude-*, openrouter, anthropic/claude-sonnet-4-5, 0.1",
        "claude-, claude-*, openrouter, anthropic/claude-, 0.1",
        "claude-haiku-fast, claude-*-fast, local, claude-haiku-fast, 0.2",
        "claude-opus-4, claude-opus-4, bare, fixed, 0.7",
        "gpt-mini, *-mini, bare, small, 0.7",
        "claude-mini, claude-*, openrouter, anthropic/claude-mini, 0.1",
    })
    void theMostSpecificPatternAnswersWithItsValues(
            String model, String profile, String provider, String asked, double temperature) {
        try (LLMAdapter adapter = adapter(true)) {
            LLMResponse answer = adapter.execute(request(model));

            assertThat(answer.content()).isEqualTo("from " + provider);
            assertThat(answer.model()).isEqualTo(asked);
            assertThat(answer.metadata().profile()).contains(profile);
            assertThat(FakeProvider.only(provider).last().config().temperature())
                    .isEqualTo(temperature);
        }
    }

    @Test
    void aNameThatMatchesNoneIsNoProfile() {
        try (LLMAdapter strict = adapter(true);
                LLMAdapter open = adapter(false)) {
            assertThatThrownBy(() -> strict.execute(request("claude"))).isInstanceOf(LLMProfileException.class);
            assertThat(open.execute(request("claude")).content()).isEqualTo("from plain");
        }
    }

    @Test
    void patternsAreNoModelsAndProfilesWithoutTheirKeyAreHidden() {
        Profiles profiles = Profiles.load(Map.of("LLM_CONNECT_PROFILES_JSON", """
                {"claude-*": {"provider": "bare"}, "here": {"provider": "bare"}}"""), FakeCatalog.REGISTRY);
        try (ProfileAdapter adapter = ProfileAdapter.builder(
                        new RecordingAdapter("plain"), profiles, FakeCatalog.REGISTRY)
                .settings(AdapterSettings.of(Map.of()))
                .strict(true)
                .build()) {
            adapter.createAdapters();

            assertThat(adapter.models())
                    .containsExactly(
                            ModelInfo.builder("custodian-triage-balanced", "openrouter")
                                    .hidden(true)
                                    .build(),
                            ModelInfo.of("here", "bare"));
        }
    }
}
