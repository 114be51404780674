package dev.llmconnect.formats.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.RunConfig;
import dev.llmconnect.formats.failures.ErrorBodyFormat;
import dev.llmconnect.formats.failures.ProviderFailures;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BodyBuilderTest {
    private final BodyBuilder body = new BodyBuilder();

    @Test
    void aParameterAddsWhatIsNotThere() {
        assertThat(body.put("a", 1).params(Map.of("b", List.of(2))).build()).isEqualTo(Map.of("a", 1, "b", List.of(2)));
    }

    @Test
    void aParameterReplacesADefaultOnce() {
        body.putDefault("a", 1).params(Map.of("a", 2));
        assertThat(body.build()).isEqualTo(Map.of("a", 2));
        assertThatThrownBy(() -> body.params(Map.of("a", 3))).isInstanceOf(LLMInvalidRequestException.class);
    }

    @Test
    void whatTheRequestAsksForIsNoDefaultAnyMore() {
        body.putDefault("a", 1).put("a", 2);
        assertThatThrownBy(() -> body.params(Map.of("a", 3))).hasMessageContaining("model_params.a contradicts");
    }

    @Test
    void aParameterThatContradictsTheRequestIsNamed() {
        body.put("a", Map.of("b", 1));
        assertThatThrownBy(() -> body.params(Map.of("a", Map.of("b", 2))))
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessageContaining("model_params.a.b contradicts");
        assertThatThrownBy(() -> body.params(Map.of("a", "text"))).hasMessageContaining("model_params.a contradicts");
    }

    @Test
    void aParameterThatSaysTheSameIsNoContradiction() {
        body.put("a", 0.5).put("b", "x").params(Map.of("a", new BigDecimal("0.50"), "b", "x"));
        assertThat(body.build()).containsEntry("a", 0.5);
    }

    @Test
    void membersAreAddedToAnObjectThatIsThere() {
        Map<String, Object> inner = Map.of("x", 1);
        body.put("a", inner).params(Map.of("a", Map.of("y", Map.of("z", 2))));
        assertThat(body.build()).isEqualTo(Map.of("a", Map.of("x", 1, "y", Map.of("z", 2))));
        assertThat(inner).isEqualTo(Map.of("x", 1));
    }

    @Test
    void aReservedFieldIsRefusedWhetherOrNotItIsThere() {
        body.reserve("model", "stream").put("model", "m");
        for (String name : List.of("model", "stream")) {
            assertThatThrownBy(() -> body.params(Map.of(name, "m")))
                    .isInstanceOf(LLMInvalidRequestException.class)
                    .hasMessage("model_params." + name + " is not accepted: the request itself sets that field");
        }
    }

    @Test
    void nothingIsSetByNothingButAnExplicitNullIsSent() {
        body.put("a", null).params(Collections.singletonMap("b", null));
        assertThat(body.build()).isEqualTo(Collections.singletonMap("b", null));
    }

    @Test
    void fieldsKeepTheirOrder() {
        body.put("z", 1).putDefault("y", 2).put("x", 3).params(Map.of("y", 4));
        assertThat(body.build().keySet()).containsExactly("z", "y", "x");
    }

    @Test
    void theTemperatureIsSentAsSetAndADefaultOnlyWhereItIsWanted() {
        assertThat(temperature("gpt-4", RunConfig.defaults())).isEqualTo(Map.of("t", 0.7));
        assertThat(temperature("o3", RunConfig.defaults())).isEqualTo(Map.of("dropped", List.of("temperature")));
        RunConfig set = RunConfig.builder().temperature(0.0).build();
        assertThat(temperature("o3", set)).isEqualTo(Map.of("t", 0.0));
        RunConfig given = RunConfig.builder().modelParams(Map.of("t", 1)).build();
        assertThat(temperature("o3", given)).isEqualTo(Map.of("t", 1));
        assertThatThrownBy(() ->
                        temperature("gpt-4", given.toBuilder().temperature(0.2).build()))
                .isInstanceOf(LLMInvalidRequestException.class);
    }

    @Test
    void theTokenLimitIsSentAsSetAndADefaultIsReplaced() {
        assertThat(maxTokens(RunConfig.defaults())).isEqualTo(Map.of("m", 2000));
        assertThat(maxTokens(RunConfig.builder().maxTokens(5).build())).isEqualTo(Map.of("m", 5));
        RunConfig given = RunConfig.builder().modelParams(Map.of("m", 9)).build();
        assertThat(maxTokens(given)).isEqualTo(Map.of("m", 9));
    }

    private static Map<String, Object> temperature(String model, RunConfig config) {
        WireCall call = call(model, config);
        BodyBuilder built = new BodyBuilder().putTemperature("t", call).params(config.modelParams());
        if (!call.droppedParams().isEmpty()) {
            built.put("dropped", call.droppedParams());
        }
        return built.build();
    }

    private static Map<String, Object> maxTokens(RunConfig config) {
        return new BodyBuilder()
                .putMaxTokens("m", call("gpt-4", config))
                .params(config.modelParams())
                .build();
    }

    private static WireCall call(String model, RunConfig config) {
        return new WireCall(
                "p", model, LLMRequest.of("x", config), false, new ProviderFailures("p", ErrorBodyFormat.COMMON, ""));
    }

    @Test
    void argumentsOfAToolInWhateverStateTheyAre() {
        for (String none : Arrays.asList("", " ", "null", " null ", "{}")) {
            assertThat(ToolArguments.call("i", "n", none, Map.of()).toMap())
                    .isEqualTo(Map.of("id", "i", "name", "n", "arguments", Map.of()));
        }
        assertThat(ToolArguments.call("i", "n", "{\"a\":1}", Map.of()).arguments())
                .isEqualTo(Map.of("a", 1L));
        assertThat(ToolArguments.call("i", "n", "{\"a\":", Map.of()).argumentsJson())
                .isEqualTo("{\"a\":");
        assertThat(ToolArguments.call("i", "n", "{\"a\":", Map.of()).arguments())
                .isEmpty();
        assertThat(ToolArguments.call("i", "n", Map.of("a", 1L), Map.of()).argumentsJson())
                .isEqualTo("{\"a\":1}");
    }
}
