package dev.llmconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RunConfigTest {
    @Test
    void nothingSetGivesTheDefaultsOfTheContract() {
        RunConfig config = RunConfig.defaults();

        assertThat(config.modelName()).isEqualTo("gpt-4");
        assertThat(config.temperature()).isEqualTo(0.7);
        assertThat(config.maxTokens()).isEqualTo(2000);
        assertThat(config.timeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.maxDepth()).isEmpty();
        assertThat(config.modelParams()).isEmpty();
    }

    @Test
    void theUsualKnobsAreMethodsAndTravelByTheContractsNames() {
        RunConfig config = RunConfig.builder()
                .topP(0.9)
                .topK(40)
                .stop("END", "\n\n")
                .seed(7)
                .frequencyPenalty(-0.5)
                .presencePenalty(1)
                .reasoningEffort("high")
                .parallelToolCalls(false)
                .build();

        assertThat(config.modelParams())
                .containsOnlyKeys(
                        "top_p",
                        "top_k",
                        "stop",
                        "seed",
                        "frequency_penalty",
                        "presence_penalty",
                        "reasoning_effort",
                        "parallel_tool_calls");
        assertThat(RunConfig.fromMap("config", config.toMap())).isEqualTo(config);
        assertThat(config.topP()).contains(0.9);
        assertThat(config.topK()).contains(40);
        assertThat(config.stop()).containsExactly("END", "\n\n");
        assertThat(config.seed()).contains(7L);
        assertThat(config.frequencyPenalty()).contains(-0.5);
        assertThat(config.presencePenalty()).contains(1.0);
        assertThat(config.reasoningEffort()).contains("high");
        assertThat(config.parallelToolCalls()).contains(false);
        assertThat(RunConfig.builder().modelParam("stop", "one").build().stop()).containsExactly("one");
        assertThat(RunConfig.defaults().stop()).isEmpty();
    }

    @Test
    void aKnobOutOfRangeIsRefusedByItsName() {
        assertThatThrownBy(() -> RunConfig.builder().topP(1.5)).hasMessageStartingWith("top_p must be");
        assertThatThrownBy(() -> RunConfig.builder().topK(0)).hasMessageStartingWith("top_k must be");
        assertThatThrownBy(() -> RunConfig.builder().stop("")).hasMessageStartingWith("stop must");
        assertThatThrownBy(() -> RunConfig.builder().frequencyPenalty(3)).hasMessageStartingWith("frequency_penalty");
        assertThatThrownBy(() -> RunConfig.builder().presencePenalty(-3)).hasMessageStartingWith("presence_penalty");
        assertThatThrownBy(() -> RunConfig.builder().reasoningEffort(" ")).hasMessageStartingWith("reasoning_effort");
    }

    @Test
    void knowsSetFromDefaultEvenWhenTheValuesAreEqual() {
        RunConfig config = RunConfig.builder().temperature(0.7).build();

        assertThat(config.temperatureIfSet()).contains(0.7);
        assertThat(config.maxTokensIfSet()).isEmpty();
        assertThat(config).isNotEqualTo(RunConfig.defaults());
    }

    @Test
    void layersSingleFieldsAndSingleModelParams() {
        RunConfig request = RunConfig.builder()
                .temperature(0)
                .modelParam("seed", 7L)
                .modelParam("top_p", 0.5)
                .build();
        RunConfig profile = RunConfig.builder()
                .modelName("m")
                .temperature(1)
                .maxTokens(10)
                .maxDepth(2)
                .timeout(Duration.ofSeconds(5))
                .modelParam("seed", 1L)
                .modelParam("reasoning_effort", "medium")
                .build();

        RunConfig merged = request.mergedOver(profile);

        assertThat(merged)
                .isEqualTo(RunConfig.builder()
                        .modelName("m")
                        .temperature(0)
                        .maxTokens(10)
                        .maxDepth(2)
                        .timeout(Duration.ofSeconds(5))
                        .modelParam("seed", 7L)
                        .modelParam("reasoning_effort", "medium")
                        .modelParam("top_p", 0.5)
                        .build());
        assertThat(profile.mergedOver(RunConfig.defaults())).isEqualTo(profile);
    }

    @Test
    void readsEveryFieldFromParsedJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("model_name", "m");
        json.put("temperature", new BigDecimal("0.2"));
        json.put("max_tokens", new BigDecimal("100.0"));
        json.put("timeout_seconds", 5L);
        json.put("max_depth", BigInteger.ZERO);
        json.put("model_params", Map.of("seed", new BigInteger("18446744073709551615")));

        RunConfig config = RunConfig.fromMap("config", json);

        assertThat(config.modelNameIfSet()).contains("m");
        assertThat(config.temperature()).isEqualTo(0.2);
        assertThat(config.maxTokens()).isEqualTo(100);
        assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.maxDepth()).contains(0);
        assertThat(config.modelParams()).containsEntry("seed", new BigInteger("18446744073709551615"));
        assertThat(RunConfig.fromMap("config", config.toMap())).isEqualTo(config);
    }

    @Test
    void nullMeansUnset() {
        Map<String, Object> json = new LinkedHashMap<>();
        for (String field :
                List.of("model_name", "temperature", "max_tokens", "timeout_seconds", "max_depth", "model_params")) {
            json.put(field, null);
        }

        assertThat(RunConfig.fromMap("config", json)).isEqualTo(RunConfig.defaults());
    }

    static List<Arguments> wrongFields() {
        return Arrays.asList(
                wrong("temperature", "hot", "config.temperature must be a number between 0 and 2, got \"hot\""),
                wrong("temperature", 2.01, "config.temperature must be a number between 0 and 2, got 2.01"),
                wrong("temperature", true, "config.temperature must be a number between 0 and 2, got true"),
                wrong(
                        "temperature",
                        new BigDecimal("1e400"),
                        "config.temperature must be a number between 0 and 2, got 1E+400"),
                wrong("temperature", Double.NaN, "config.temperature must be a number between 0 and 2, got NaN"),
                wrong("max_tokens", 0L, "config.max_tokens must be an integer of at least 1, got 0"),
                wrong(
                        "max_tokens",
                        new BigDecimal("100.5"),
                        "config.max_tokens must be an integer of at least 1, got 100.5"),
                wrong(
                        "max_tokens",
                        new BigDecimal("1e1000000000"),
                        "config.max_tokens must be an integer of at least 1, got 1E+1000000000"),
                wrong(
                        "max_tokens",
                        new BigInteger("99999999999"),
                        "config.max_tokens must be an integer of at least 1, got 99999999999"),
                wrong(
                        "timeout_seconds",
                        86_401L,
                        "config.timeout_seconds must be an integer between 1 and 86400, got 86401"),
                wrong("max_depth", -1L, "config.max_depth must be an integer of at least 0, got -1"),
                wrong("model_name", " ", "config.model_name must be a string that is not blank, got \" \""),
                wrong("model_name", 7L, "config.model_name must be a string that is not blank, got 7"),
                wrong("model_params", List.of(), "config.model_params must be an object, got an array"),
                wrong(
                        "max_token",
                        1L,
                        "unknown config field `max_token`; did you mean `max_tokens`?; accepted: model_name,"
                                + " temperature, max_tokens, timeout_seconds, max_depth, model_params, unsupported_params,"
                                + " prompt_cache"));
    }

    private static Arguments wrong(String field, Object value, String message) {
        return Arguments.of(field, value, message);
    }

    @ParameterizedTest
    @MethodSource("wrongFields")
    void saysWhichFieldIsWrongAndWhatIsAccepted(String field, Object value, String message) {
        assertThatThrownBy(() -> RunConfig.fromMap("config", Collections.singletonMap(field, value)))
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessage(message);
    }

    @Test
    void longValuesAreCutInMessages() {
        assertThatThrownBy(() -> RunConfig.fromMap("config", Map.of("temperature", "x".repeat(10_000))))
                .message()
                .hasSizeLessThan(200);
    }

    @Test
    void theBuilderRefusesWhatTheWireRefuses() {
        RunConfig.Builder builder = RunConfig.builder();

        assertThatThrownBy(() -> builder.temperature(-0.1)).isInstanceOf(LLMInvalidRequestException.class);
        assertThatThrownBy(() -> builder.maxTokens(0)).isInstanceOf(LLMInvalidRequestException.class);
        assertThatThrownBy(() -> builder.timeout(Duration.ZERO)).isInstanceOf(LLMInvalidRequestException.class);
        assertThatThrownBy(() -> builder.maxDepth(-1)).isInstanceOf(LLMInvalidRequestException.class);
        assertThatThrownBy(() -> builder.modelName("")).isInstanceOf(LLMInvalidRequestException.class);
    }

    @Test
    void whoWantsNoDefaultsGetsNoneWhateverIsLayered() {
        RunConfig bare = RunConfig.builder().withoutDefaults().build();

        assertThat(RunConfig.defaults().usesDefaults()).isTrue();
        assertThat(bare.mergedOver(RunConfig.defaults()).usesDefaults()).isFalse();
        assertThat(RunConfig.defaults().mergedOver(bare).usesDefaults()).isFalse();
        assertThat(bare.toBuilder().build()).isEqualTo(bare).isNotEqualTo(RunConfig.defaults());
    }
}
