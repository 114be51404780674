package dev.llmconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UsageTest {
    private static final Usage ALL = Usage.builder()
            .uncachedInputTokens(1)
            .cacheReadTokens(2)
            .cacheWrite5mTokens(4)
            .cacheWrite1hTokens(8)
            .textTokens(16)
            .reasoningTokens(32)
            .audioInputTokens(3)
            .audioOutputTokens(5)
            .imageInputTokens(6)
            .imageOutputTokens(7)
            .extra("accepted_prediction_tokens", 9)
            .build();

    @Test
    void totalsAreTheSumsOfTheirKinds() {
        assertThat(ALL.inputTokens()).isEqualTo(15);
        assertThat(ALL.cacheWriteTokens()).isEqualTo(12);
        assertThat(ALL.outputTokens()).isEqualTo(48);
        assertThat(ALL.totalTokens()).isEqualTo(63);
        assertThat(ALL.toMap()).isEqualTo(Map.of("prompt_tokens", 15L, "completion_tokens", 48L, "total_tokens", 63L));
        assertThat(ALL.details())
                .containsExactly(
                        Map.entry("cached_tokens", 2L),
                        Map.entry("cache_write_tokens", 12L),
                        Map.entry("cache_write_1h_tokens", 8L),
                        Map.entry("reasoning_tokens", 32L),
                        Map.entry("prompt_audio_tokens", 3L),
                        Map.entry("completion_audio_tokens", 5L),
                        Map.entry("audio_tokens", 8L),
                        Map.entry("prompt_image_tokens", 6L),
                        Map.entry("completion_image_tokens", 7L),
                        Map.entry("image_tokens", 13L),
                        Map.entry("accepted_prediction_tokens", 9L));
    }

    @Test
    void countsThatIncludeTheirPartsAndCountsBesideThemAreTheSameUsage() {
        Usage inclusive = Usage.builder()
                .inputTokens(15)
                .cacheReadTokens(2)
                .cacheWrite5mTokens(4)
                .cacheWrite1hTokens(8)
                .outputTokens(48)
                .reasoningTokens(32)
                .build();
        Usage beside = Usage.builder()
                .uncachedInputTokens(1)
                .cacheReadTokens(2)
                .cacheWrite5mTokens(4)
                .cacheWrite1hTokens(8)
                .textTokens(16)
                .reasoningTokens(32)
                .build();
        assertThat(inclusive).isEqualTo(beside).hasSameHashCodeAs(beside);
    }

    @Test
    void noCountIsNegativeAndNoSumOverflows() {
        Usage negative = Usage.builder()
                .uncachedInputTokens(-1)
                .cacheReadTokens(Long.MIN_VALUE)
                .textTokens(-5)
                .extra("odd", -1)
                .build();
        assertThat(negative).isEqualTo(Usage.NONE);
        Usage huge = Usage.of(Long.MAX_VALUE, Long.MAX_VALUE);
        assertThat(huge.plus(huge).totalTokens()).isEqualTo(Long.MAX_VALUE);
        assertThat(huge.plus(ALL).inputTokens()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void noPartIsLargerThanItsWhole() {
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            Usage usage = Usage.builder()
                    .inputTokens(count(random))
                    .outputTokens(count(random))
                    .cacheReadTokens(count(random))
                    .cacheWrite5mTokens(count(random))
                    .cacheWrite1hTokens(count(random))
                    .reasoningTokens(count(random))
                    .audioInputTokens(count(random))
                    .imageOutputTokens(count(random))
                    .build();
            assertThat(usage.uncachedInputTokens()).isNotNegative();
            assertThat(usage.textTokens()).isNotNegative();
            assertThat(usage.cacheReadTokens()).isBetween(0L, usage.inputTokens());
            assertThat(usage.cacheWriteTokens()).isBetween(0L, usage.inputTokens());
            assertThat(usage.reasoningTokens()).isBetween(0L, usage.outputTokens());
            assertThat(usage.audioInputTokens()).isBetween(0L, usage.inputTokens());
            assertThat(usage.imageOutputTokens()).isBetween(0L, usage.outputTokens());
            assertThat(Usage.fromMap(usage.toMap(), usage.details())).isEqualTo(usage);
        }
    }

    @Test
    void theWireContractsFormIsReadBack() {
        assertThat(Usage.fromMap(ALL.toMap(), ALL.details())).isEqualTo(ALL);
        assertThat(Usage.fromMap(Map.of("prompt_tokens", "many"), Map.of("cached_tokens", 1.5)))
                .isEqualTo(Usage.NONE);
    }

    @Test
    void callsAddUpWithTheirExtras() {
        Usage sum = ALL.plus(Usage.builder()
                .textTokens(1)
                .extra("accepted_prediction_tokens", 1)
                .extra("other", 2)
                .build());
        assertThat(sum.outputTokens()).isEqualTo(49);
        assertThat(sum.extras()).isEqualTo(Map.of("accepted_prediction_tokens", 10L, "other", 2L));
    }

    @Test
    void anExtraCannotTakeTheNameOfACountOfOurs() {
        assertThatThrownBy(() -> Usage.builder().extra("cached_tokens", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cached_tokens");
    }

    private static long count(Random random) {
        return random.nextInt(10) == 0 ? Long.MAX_VALUE - random.nextInt(5) : random.nextInt(100) - 10;
    }
}
