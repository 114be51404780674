package dev.llmconnect.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.Embedding;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMBudgetExceededException;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMProfileException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.RunConfig;
import dev.llmconnect.profiles.policy.PolicyConfig;
import dev.llmconnect.profiles.policy.PolicyRuntime;
import dev.llmconnect.spi.AdapterSettings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileEmbeddingsTest {
    private static final String DEFINITIONS = """
            {"search": {"provider": "local", "model": "small", "max_depth": 1, "timeout_seconds": 60,
                        "model_params": {"user": "u1"}},
             "talk": {"provider": "local", "model": "large", "temperature": 0.1}}""";

    private final RecordingAdapter plain = new RecordingAdapter("plain");

    @BeforeEach
    void forgetWhatWasMade() {
        FakeProvider.MADE.clear();
    }

    private ProfileAdapter.Builder builder() {
        Profiles profiles = Profiles.load(Map.of("LLM_CONNECT_PROFILES_JSON", DEFINITIONS), FakeCatalog.REGISTRY);
        return ProfileAdapter.builder(plain, profiles, FakeCatalog.REGISTRY).settings(AdapterSettings.of(Map.of()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aProfileNamesProviderModelAndValuesOfEmbeddingsToo(boolean policies) {
        ProfileAdapter.Builder builder = builder();
        try (PolicyRuntime runtime = PolicyRuntime.builder().build();
                LLMAdapter adapter = policies
                        ? builder.policy(new ConfiguredPolicy(PolicyConfig.defaults(), runtime))
                                .build()
                        : builder.build()) {
            EmbeddingRequest request = EmbeddingRequest.of("Hello", "search").begin();
            EmbeddingResponse answer = adapter.embed(request);

            assertThat(answer.embeddings()).containsExactly(Embedding.of(1, 2));
            assertThat(answer.model()).isEqualTo("small");
            assertThat(answer.metadata().toMap())
                    .containsEntry("profile", "search")
                    .containsEntry("provider", "local");
            EmbeddingRequest seen = FakeProvider.only("local").embeddings.get(0);
            assertThat(seen.requestId()).isEqualTo(request.requestId());
            assertThat(seen.inputs()).isEqualTo(request.inputs());
            assertThat(seen.config())
                    .isEqualTo(RunConfig.builder()
                            .modelName("small")
                            .maxDepth(1)
                            .timeout(Duration.ofMinutes(1))
                            .modelParam("user", "u1")
                            .build());
            assertThat(plain.embeddings).isEmpty();
        }
    }

    @Test
    void aModelThatIsNoProfileGoesToTheConfiguredAdapterUnlessStrict() {
        EmbeddingRequest request = EmbeddingRequest.of("Hello", "other").begin();

        assertThat(builder().build().embed(request).model()).isEqualTo("other");
        assertThat(plain.embeddings).singleElement().isSameAs(request);
        assertThatThrownBy(() -> builder().strict(true).build().embed(request)).isInstanceOf(LLMProfileException.class);
    }

    @Test
    void aProfilesDepthIsALimitOfEmbeddingsToo() {
        EmbeddingRequest deep =
                EmbeddingRequest.of("Hello", "search").toBuilder().depth(2).build();

        assertThatThrownBy(() -> builder().build().embed(deep)).isInstanceOf(LLMBudgetExceededException.class);
    }

    @Test
    void aProfileForWordsIsNotSilentlyUsedForVectors() {
        LLMAdapter adapter = builder().build();
        adapter.execute(
                LLMRequest.of("Hello", RunConfig.builder().modelName("talk").build()));

        assertThatThrownBy(() -> adapter.embed(EmbeddingRequest.of("Hello", "talk")))
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessageStartingWith("temperature does not apply to embeddings");
    }
}
