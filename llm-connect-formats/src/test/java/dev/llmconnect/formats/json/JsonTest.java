package dev.llmconnect.formats.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.squareup.moshi.JsonWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import okio.Buffer;
import okio.ByteString;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void everyTypeIsReadAsWhatItIs() {
        assertThat(Json.read("""
                {"s":"ä\\n\\u0041","i":42,"n":-7,"l":9223372036854775807,"b":18446744073709551615,"d":1.10,"e":1e-5,"z":-0,
                 "t":true,"f":false,"x":null,"a":[1,"2",[]],"o":{}}""").raw())
                .isEqualTo(map(
                        "s",
                        "ä\nA",
                        "i",
                        42L,
                        "n",
                        -7L,
                        "l",
                        Long.MAX_VALUE,
                        "b",
                        new BigInteger("18446744073709551615"),
                        "d",
                        new BigDecimal("1.10"),
                        "e",
                        new BigDecimal("1e-5"),
                        "z",
                        0L,
                        "t",
                        true,
                        "f",
                        false,
                        "x",
                        null,
                        "a",
                        List.of(1L, "2", List.of()),
                        "o",
                        Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-12.50",
                "1E400",
                "123456789012345678901234567890.12345678901234567890",
                "\"\\ud83d\\ude00 \\\" \\\\ / \\u2028\"",
                "[1,2.5,null,true,{\"b\":[],\"a\":{}}]",
                "18446744073709551615"
            })
    void nothingIsLostOnTheWayInAndOut(String text) {
        Object tree = Json.read(text).raw();
        assertThat(Json.read(Json.text(tree)).raw()).isEqualTo(tree);
        assertThat(Json.read(Json.write(tree))).isEqualTo(Json.read(text.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A prompt of plain words. ",
                "\"quoted\", \\ and a\nnew\tline\r\f\b\u0000\u001f\u007f",
                "\u00fcml\u00e4ut ",
                "\u65e5\u672c\u8a9e",
                "\ud83d\ude00 \u2028\u2029x",
                "a \u00fc \u65e5 \ud83d\ude00 \"",
                "half \ud83d of a pair \ude00\ud83d"
            })
    void longTextIsWrittenAsShortTextIs(String piece) throws IOException {
        for (int length = 2000; length < 20_000; length += 1777) {
            String text = piece.repeat(length / piece.length());
            Buffer expected = new Buffer();
            JsonWriter.of(expected).beginObject().name("text").value(text).endObject();
            assertThat(Json.text(Map.of("text", text))).isEqualTo(expected.readUtf8());
        }
    }

    @Test
    void keysKeepTheirOrderAndTheLaterOfTwoCounts() {
        assertThat(Json.text(Json.read("{\"b\":1,\"a\":2,\"b\":3}").raw())).isEqualTo("{\"b\":3,\"a\":2}");
    }

    @Test
    void aByteOrderMarkIsPassedOver() {
        assertThat(Json.read(ByteString.decodeHex("efbbbf7b7d")).isObject()).isTrue();
        assertThat(Json.read(new Buffer().writeUtf8(" [1] ")).items()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "[1,", "{\"a\":", "{\"a\"", "\"half", "{\"a\":\"half\\", "[[]"})
    void textThatEndsTooEarlyIsToldFromTextThatIsWrong(String text) {
        assertThatThrownBy(() -> Json.read(text))
                .isInstanceOfSatisfying(
                        JsonException.class, e -> assertThat(e.truncated()).isTrue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"nope", "{} {}", "{'a':1}", "[1,]", "<html>", "NaN", "{\"a\" 1}", "\"\\x\"", "01", "[1}"})
    void textThatIsWrongIsRefused(String text) {
        assertThatThrownBy(() -> Json.read(text)).isInstanceOfSatisfying(JsonException.class, e -> {
            assertThat(e.truncated()).isFalse();
            assertThat(e.getMessage()).doesNotContain("setLenient");
        });
    }

    @Test
    void numbersOfAbsurdLengthAreRefusedAndNotComputed() {
        assertThatThrownBy(() -> Json.read("1".repeat(2000))).isInstanceOf(JsonException.class);
        assertThat(Json.read("1e999999999").number()).hasValue(Long.MAX_VALUE);
        assertThat(Json.read("1e-999999999").number()).hasValue(0);
    }

    @Test
    void nestingHasAnEnd() {
        assertThatThrownBy(() -> Json.read("[".repeat(100_000))).isInstanceOf(JsonException.class);
    }

    @Test
    void whatJsonDoesNotHaveCannotBeWritten() {
        assertThatThrownBy(() -> Json.text(Double.NaN)).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> Json.text(new Object())).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> Json.text(Map.of(1, "number as a key"))).isInstanceOf(JsonException.class);
    }

    @Test
    void whatAPublicSuiteOfMalformedTextsHoldsIsAnErrorOrKnownLeniency() throws IOException {
        Path suite = Path.of(System.getProperty("llmconnect.shared", "../../shared"), "json-suite");
        Assumptions.assumeTrue(Files.isDirectory(suite), "there is no " + suite);
        List<String> accepted = new ArrayList<>();
        try (Stream<Path> files = Files.list(suite)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                String name = String.valueOf(file.getFileName());
                try {
                    Json.read(Files.readAllBytes(file));
                    if (name.startsWith("n_")) {
                        accepted.add(name);
                    }
                } catch (JsonException e) {
                    assertThat(name).as("refused: " + e.getMessage()).doesNotStartWith("y_");
                }
            }
        }
        // Other parsers take these, too, which does no harm to an answer.
        assertThat(accepted)
                .containsExactly(
                        "n_string_unescaped_ctrl_char.json",
                        "n_string_unescaped_newline.json",
                        "n_string_unescaped_tab.json",
                        "n_structure_capitalized_True.json");
    }

    private static Map<String, Object> map(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (List<Object> pair : pairs(keysAndValues)) {
            map.put(String.valueOf(pair.get(0)), pair.get(1));
        }
        return map;
    }

    private static List<List<Object>> pairs(Object... all) {
        List<List<Object>> pairs = new ArrayList<>();
        for (int i = 0; i < all.length; i += 2) {
            pairs.add(Arrays.asList(all[i], all[i + 1]));
        }
        return pairs;
    }
}
