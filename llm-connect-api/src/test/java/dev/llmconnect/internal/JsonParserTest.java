package dev.llmconnect.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
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

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"a":{"b":[1,x]}}    | SYNTAX    | a.b[1] | 13 | line 1, column 14
            {"é":[{}@{"b":1}]}   | SYNTAX    | é[1]   | 10 | line 2, column 1
            {"a":@{"b":1,"b":2}} | DUPLICATE | a.b    | 13 | line 2, column 8
            {"a":[[[[]]]]}       | DEPTH     | a[0][0][0] | 8  | line 1, column 9
            {"a":1e99999999999}  | NUMBER    | a      | 5  | line 1, column 6
            {"a":1               | TRUNCATED | a      | 6  | line 1, column 7
            {"a":1}@@ {}         | TRAILING  | ''     | 10 | line 3, column 2
            @ [1]                | NO_OBJECT | ''     | 2  | line 2, column 2
            """)
    void saysWhatIsWrongAndWhere(String text, JsonSyntaxException.Kind kind, String path, int offset, String position) {
        JsonParser parser = JsonParser.of(text.replace('@', '\n')).maxDepth(4);

        assertThatThrownBy(parser::object).isInstanceOfSatisfying(JsonSyntaxException.class, e -> {
            assertThat(e.kind()).isEqualTo(kind);
            assertThat(e.path()).isEqualTo(path);
            assertThat(e.offset()).isEqualTo(offset);
            assertThat(e.position()).hasToString(position);
        });
    }

    /** As when a stream ends between the two halves of an emoji. */
    @Test
    void keepsHalfOfASurrogatePairUnlessStrict() {
        assertThat(JsonParser.read("[\"\\ud83d\",\"é\\ude00\"]")).isEqualTo(List.of("\ud83d", "é\ude00"));
        assertThat(JsonParser.readPrefix("{\"a\":\"b\\ud83d\\u")).isEqualTo(Map.of("a", "b\ud83d"));
        assertThat(JsonParser.readPrefix("{\"a\":\"b\ud83d")).isEqualTo(Map.of("a", "b"));
        assertThatThrownBy(() -> JsonParser.of("[\"\\ud83d\"]").value())
                .hasMessageContaining("half of a surrogate pair");
    }

    @Test
    void tellsWhereEachNameBegins() {
        List<String> names = new ArrayList<>();

        JsonParser.of("{\"a\": {\"b\":1}, \"c\":[{\"type\":2}]}")
                .onName((path, offset) -> names.add(path + "@" + offset))
                .object();

        assertThat(names).containsExactly("a@1", "a.b@7", "c@15", "c[0].type@21");
    }

    /** A name that is often there is one string. */
    @Test
    void sharesFrequentNames() {
        List<?> objects = (List<?>) JsonParser.read("[{\"role\":1,\"roles\":2},{\"role\":3}]");

        assertThat(objects).isEqualTo(List.of(Map.of("role", 1L, "roles", 2L), Map.of("role", 3L)));
        assertThat(firstName(objects.get(0))).isSameAs(firstName(objects.get(1)));
    }

    private static Object firstName(Object object) {
        return ((Map<?, ?>) object).keySet().iterator().next();
    }
}
