package dev.llmconnect.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMProfileException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileJsonTest {
    static Stream<Arguments> wrongTexts() {
        return Stream.of(
                Arguments.of("[]", "S must hold an object keyed by profile name, line 1, column 1"),
                Arguments.of("\"x\"", "S must hold an object keyed by profile name, line 1, column 1"),
                Arguments.of("null", "S must hold an object keyed by profile name, line 1, column 1"),
                Arguments.of(" \n", "S is empty; expected an object keyed by profile name"),
                Arguments.of("{\"a\": {\n\"b\": 1,\n\"b\": 2}}", "S has a key twice at a.b, line 3, column 1"),
                Arguments.of("{\"a\": {},\n\"a\": {}}", "S has a key twice at a, line 2, column 1"),
                Arguments.of("{} {}", "S is not valid JSON: there is more after the JSON value, line 1, column 4"),
                Arguments.of(
                        "{\"a\": {\n  \"b\": tru}}",
                        "S is not valid JSON: unexpected character at a.b, line 2, column 11"),
                Arguments.of(
                        "{\"a\": {\"b\": 1", "S is not valid JSON: it ends unexpectedly at a.b, line 1, column 14"),
                Arguments.of(
                        "{\"a\": {\"b\": [1, 2, x]}}",
                        "S is not valid JSON: unexpected character at a.b[2], line 1, column 20"));
    }

    @ParameterizedTest
    @MethodSource("wrongTexts")
    void saysWhereATextIsWrong(String text, String message) {
        assertThatThrownBy(() -> ProfileJson.object("S", text))
                .isInstanceOf(LLMProfileException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'a': 1}",
                "{a: 1}",
                "{\"a\": NaN}",
                "{\"a\": 01}",
                "{\"a\": 1,}",
                "{\"a\": [1,]}",
                "{\"a\" 1}",
                "{",
                "{\"a\": // c\n 1}",
                "{\"a\": \"\\x\"}",
                "{\"a\": 1e99999999999}",
                "{\"a\": +1}",
                "{} x",
                "{\"a\": .5}"
            })
    void refusesWhatOnlyLooksLikeJson(String text) {
        assertThatThrownBy(() -> ProfileJson.object("S", text))
                .isInstanceOf(LLMProfileException.class)
                .hasMessageStartingWith("S ");
    }

    @Test
    void refusesDeepNesting() {
        String text = "{\"a\": " + "[".repeat(64) + "]".repeat(64) + "}";

        assertThatThrownBy(() -> ProfileJson.object("S", text))
                .isInstanceOf(LLMProfileException.class)
                .hasMessageStartingWith("S cannot be read: it is nested deeper than 64 at a[0]");
        assertThat(ProfileJson.object("S", "{\"a\": " + "[".repeat(63) + "]".repeat(63) + "}"))
                .containsKey("a");
    }

    @Test
    void keepsNumbersExactly() {
        Map<String, Object> object = ProfileJson.object("S", """
                {"seed": 9007199254740993, "huge": 123456789012345678901234567890, "p": 0.10, "none": null,
                 "list": [true, -0, "\\u00e9"], "map": {}}""");

        assertThat(object)
                .containsEntry("seed", 9007199254740993L)
                .containsEntry("huge", new BigInteger("123456789012345678901234567890"))
                .containsEntry("p", new BigDecimal("0.10"))
                .containsEntry("none", null)
                .containsEntry("list", Arrays.asList(true, 0L, "é"))
                .containsEntry("map", Map.of());
        assertThat(List.copyOf(object.keySet())).containsExactly("seed", "huge", "p", "none", "list", "map");
    }
}
