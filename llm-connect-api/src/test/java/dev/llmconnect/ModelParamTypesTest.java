package dev.llmconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A model parameter of a Java type that JSON has not is refused with its name, before anything is asked. */
class ModelParamTypesTest {
    private static void refused(String name, Object value, String message) {
        assertThatThrownBy(() -> RunConfig.builder().modelParam(name, value))
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessageStartingWith(message);
        assertThatThrownBy(() -> RunConfig.builder().modelParams(Map.of(name, value)))
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void typesThatJsonHasNotAreRefusedWithTheNameOfTheParameter() {
        String must = " must be a String, a finite Number, a Boolean, a List, a Map or null, got ";
        refused("until", Instant.EPOCH, "model_params.until" + must + "java.time.Instant");
        refused("stop", new String[] {"a"}, "model_params.stop" + must + "java.lang.String[]");
        refused("top_p", Double.NaN, "model_params.top_p" + must + "NaN");
        refused("a", Map.of("b", List.of(1, Role.USER)), "model_params.a.b[1]" + must + "dev.llmconnect.Role");
        refused("a", Map.of(1, 2), "model_params.a has a key that is no String but 1");
    }

    @Test
    void whatJsonHasIsTaken() {
        Map<String, Object> nested = new HashMap<>();
        nested.put("list", Arrays.asList(1, 2.5, "x", true, null));
        nested.put("none", null);

        RunConfig config = RunConfig.builder()
                .modelParam("a", nested)
                .modelParam("b", null)
                .build();

        assertThat(config.modelParams()).containsEntry("a", nested).containsEntry("b", null);
    }
}
