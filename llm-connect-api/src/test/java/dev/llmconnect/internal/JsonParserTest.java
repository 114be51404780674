package dev.llmconnect.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonParserTest {
    @Test
    void readsEveryKindOfValue() {
        Object tree = JsonParser.read(
                " {\"text\":\"a\\n\\u00e9\\\"\\/\", \"list\":[1,-2.50,1e3,true,false,null,{}], \"empty\":[]} ");

        assertThat(tree)
                .isEqualTo(Map.of(
                        "text",
                        "a\né\"/",
                        "list",
                        Arrays.asList(1L, new BigDecimal("-2.50"), new BigDecimal("1e3"), true, false, null, Map.of()),
                        "empty",
                        List.of()));
    }

    @Test
    void losesNoDigitOfANumber() {
        assertThat(JsonParser.read("12345678901234567890123")).isEqualTo(new BigInteger("12345678901234567890123"));
        assertThat(JsonParser.read("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        assertThat(JsonParser.read("0.1000000000000000000001")).isEqualTo(new BigDecimal("0.1000000000000000000001"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1",
                "[1,",
                "[1,]",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{a:1}",
                "01",
                "+1",
                ".5",
                "1.",
                "tru",
                "nul",
                "truex",
                "\"a",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\t\"",
                "1 2",
                "{} x",
                "--1",
                "NaN",
                "'a'"
            })
    void refusesWhatIsNoJson(String text) {
        assertThatThrownBy(() -> JsonParser.read(text))
                .isInstanceOf(JsonSyntaxException.class)
                .hasMessageStartingWith("not JSON at character ");
    }

    @Test
    void refusesWhatIsNestedTooDeep() {
        assertThatThrownBy(() -> JsonParser.read("[".repeat(5000) + "]".repeat(5000)))
                .isInstanceOf(JsonSyntaxException.class)
                .hasMessageContaining("nested deeper than 200");
    }

    @Test
    void readsBackWhatTheWriterWrites() {
        Map<String, Object> tree = Map.of("a", List.of(1L, "x\u0001\"\\\n", Map.of("b", true)));

        assertThat(JsonParser.read(JsonTreeWriter.of(tree))).isEqualTo(tree);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
        {"a":"b                  | {a=b}
        {"a":"b\\                | {a=b}
        {"a":"b\\u00             | {a=b}
        {"a":"b","c              | {a=b}
        {"a":"b","c"             | {a=b}
        {"a":"b","c":            | {a=b}
        {"a":"b","c":12          | {a=b}
        {"a":"b","c":12,         | {a=b, c=12}
        {"a":"b","c":tr          | {a=b}
        {"a":["x",{"y":[1,2      | {a=[x, {y=[1]}]}
        {                        | {}
        [                        | []
        [true                    | [true]
        """)
    void readsTheBeginningOfAValue(String prefix, String known) {
        assertThat(JsonParser.readPrefix(prefix)).hasToString(known);
    }

    @Test
    void knowsNothingOfATextThatHasNotBegun() {
        assertThat(JsonParser.readPrefix("")).isNull();
        assertThat(JsonParser.readPrefix("12")).isNull();
    }

    @Test
    void everyPrefixOfAValueIsABeginning() {
        String whole = "{\"a\":[1,2.5,{\"b\":\"c\\u00e9\\n\"},[],{}],\"d\":null,\"e\":false}";
        for (int i = 0; i <= whole.length(); i++) {
            JsonParser.readPrefix(whole.substring(0, i));
        }

        assertThat(JsonParser.readPrefix(whole)).isEqualTo(JsonParser.read(whole));
    }
}
