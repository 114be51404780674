package dev.llmconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which layer a value of a {@link RunConfig} comes from, and under which name a maximum of tokens was set. */
class LayeredValuesTest {
    private static final RunConfig PROFILE = RunConfig.builder()
            .temperature(0.2)
            .maxTokens(1800)
            .reasoningEffort("medium")
            .modelParam("max_completion_tokens", 1700)
            .unsupportedParams(UnsupportedParams.DROP)
            .promptCache(PromptCache.AUTO)
            .build();

    @Test
    void valuesOfTheLowerLayerAreInherited() {
        RunConfig merged = RunConfig.builder().topP(0.9).build().mergedOver(PROFILE);

        assertThat(merged.isInherited("temperature")).isTrue();
        assertThat(merged.isInherited("max_tokens")).isTrue();
        assertThat(merged.isInherited("reasoning_effort")).isTrue();
        assertThat(merged.isInherited("top_p")).isFalse();
        assertThat(merged.isInherited("seed")).isFalse();
        assertThat(merged.unsupportedParams()).contains(UnsupportedParams.DROP);
        assertThat(merged.promptCache()).contains(PromptCache.AUTO);
        assertThat(PROFILE.isInherited("temperature")).isFalse();
    }

    @Test
    void theyStayInheritedThroughFurtherLayersAndCopies() {
        RunConfig merged = RunConfig.builder().topP(0.9).build().mergedOver(PROFILE);
        RunConfig again = merged.toBuilder().clearModelName().build().mergedOver(RunConfig.defaults());

        assertThat(again.isInherited("temperature")).isTrue();
        assertThat(again.isInherited("top_p")).isFalse();
        assertThat(again).isEqualTo(merged);
    }

    @Test
    void whatIsSetAgainIsInheritedNoLonger() {
        RunConfig merged = RunConfig.defaults().mergedOver(PROFILE);
        RunConfig changed = merged.toBuilder()
                .temperature(1)
                .reasoningEffort("low")
                .maxTokens(5)
                .build();

        assertThat(changed.isInherited("temperature")).isFalse();
        assertThat(changed.isInherited("reasoning_effort")).isFalse();
        assertThat(changed.isInherited("max_tokens")).isFalse();
    }

    @Test
    void equalValuesAreEqualWhereverTheyComeFrom() {
        RunConfig merged = RunConfig.defaults().mergedOver(PROFILE);

        assertThat(merged).isEqualTo(PROFILE).hasSameHashCodeAs(PROFILE);
        assertThat(PROFILE.toBuilder().promptCache(PromptCache.OFF).build()).isNotEqualTo(PROFILE);
        assertThat(RunConfig.builder().maxTokens(5).build())
                .isNotEqualTo(RunConfig.builder().maxCompletionTokens(5).build());
    }

    @Test
    void aMaximumReplacesOneOfTheLowerLayerUnderAnyName() {
        RunConfig typed = RunConfig.builder().maxTokens(5).build().mergedOver(PROFILE);
        RunConfig named = RunConfig.builder()
                .modelParam("max_completion_tokens", 5)
                .build()
                .mergedOver(PROFILE);

        assertThat(typed.maxTokens()).isEqualTo(5);
        assertThat(typed.modelParams()).doesNotContainKey("max_completion_tokens");
        assertThat(named.maxTokensIfSet()).isEmpty();
        assertThat(named.modelParams()).containsEntry("max_completion_tokens", 5);
    }

    @Test
    void aTemperatureReplacesOneOfTheLowerLayerInEitherPlace() {
        RunConfig param = RunConfig.builder().modelParam("temperature", 1).build();

        assertThat(param.mergedOver(PROFILE).temperatureIfSet()).isEmpty();
        assertThat(PROFILE.mergedOver(param).modelParams()).doesNotContainKey("temperature");
    }

    @Test
    void theNameOfAMaximumIsKeptAndTold() {
        RunConfig newer = RunConfig.builder().maxCompletionTokens(5).build();

        assertThat(newer.maxTokensIfSet()).contains(5);
        assertThat(newer.isMaxCompletionTokens()).isTrue();
        assertThat(newer.toBuilder().maxTokens(6).build().isMaxCompletionTokens())
                .isFalse();
        assertThat(newer.mergedOver(PROFILE).isMaxCompletionTokens()).isTrue();
        assertThat(RunConfig.defaults().mergedOver(newer).isMaxCompletionTokens())
                .isTrue();
        assertThat(RunConfig.builder().maxTokens(6).build().mergedOver(newer).isMaxCompletionTokens())
                .isFalse();
        assertThat(newer.toMap()).isEqualTo(Map.of("model_params", Map.of("max_completion_tokens", 5)));
    }

    @Test
    void switchesAreReadAndWritten() {
        Map<String, Object> fields = Map.of("unsupported_params", "refuse", "prompt_cache", "auto");

        assertThat(RunConfig.fromMap("config", fields).toMap()).isEqualTo(fields);
        assertThat(RunConfig.fromMap("config", Map.of("unsupported_params", "Drop"))
                        .unsupportedParams())
                .contains(UnsupportedParams.DROP);
        assertThatThrownBy(() -> RunConfig.fromMap("config", Map.of("unsupported_params", "ignore")))
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessage("config.unsupported_params must be drop or refuse, got \"ignore\"");
        assertThatThrownBy(() -> RunConfig.fromMap("config", Map.of("prompt_cache", true)))
                .hasMessage("config.prompt_cache must be auto or off, got true");
    }
}
