package dev.llmconnect.formats.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.squareup.moshi.JsonWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import okio.Buffer;
import org.junit.jupiter.api.Test;

class JsonTextTest {
    @Test
    void aTreeIsWrittenInItsOrderAndItsNumbersAsTheyAre() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("b", Arrays.asList(1, null, true, new BigDecimal("1.10"), 12345678901234L));
        tree.put("a", Map.of());
        tree.put("", List.of());
        tree.put("none", null);

        assertThat(text(tree)).isEqualTo("{\"b\":[1,null,true,1.10,12345678901234],\"a\":{},\"\":[],\"none\":null}");
    }

    @Test
    void whatJsonReservesIsEscapedInNamesAndTexts() {
        assertThat(text(Map.of("q\"", "\\ \b\f\n\r\t \u0000\u001f \u2028\u2029 \u00fc \ud83d\ude00 \u007f")))
                .isEqualTo(
                        "{\"q\\\"\":\"\\\\ \\b\\f\\n\\r\\t \\u0000\\u001f \\u2028\\u2029 \u00fc \ud83d\ude00 \u007f\"}");
    }

    @Test
    void whatJsonHasNoFormForIsWrittenAsItsText() {
        assertThat(text(List.of(Double.NaN, Float.NEGATIVE_INFINITY, StandardCharsets.UTF_8)))
                .isEqualTo("[\"NaN\",\"-Infinity\",\"UTF-8\"]");
    }

    @Test
    void whatIsNestedTooDeepIsWrittenAsItsText() {
        Object tree = "end";
        for (int i = 0; i < 300; i++) {
            tree = List.of(tree);
        }
        assertThat(text(tree)).startsWith("[".repeat(251) + "\"[").endsWith("]\"" + "]".repeat(251));
    }

    /** Of lengths around those at which the writer changes its way, with characters of every width and halves of pairs. */
    @Test
    void stringsAreWrittenAsMoshiWritesThem() throws IOException {
        Random random = new Random(25);
        String[] kinds = {
            "a",
            "az09 ",
            "a\"\\\n\u0001",
            "a\u00fc\u00ff",
            "\u20ac\u2028\u07ff\u0800",
            "a\ud83d\ude00",
            "\ud83d\ude00x\"\u00e4"
        };
        for (int length :
                new int[] {0, 1, 40, 511, 512, 1023, 1024, 1025, 2047, 2048, 2049, 4097, 8191, 8192, 20_000}) {
            for (String kind : kinds) {
                StringBuilder text = new StringBuilder();
                while (text.length() < length) {
                    text.append(kind.charAt(random.nextInt(kind.length())));
                }
                List<String> tree = List.of("before", text.toString(), "\u00fc after");

                assertThat(text(tree)).isEqualTo(moshi(tree));
                assertThat(Json.text(tree)).isEqualTo(moshi(tree));
                assertThat(Json.bytes(tree).utf8()).isEqualTo(moshi(tree));
            }
        }
    }

    private static String moshi(List<String> texts) throws IOException {
        Buffer buffer = new Buffer();
        JsonWriter writer = JsonWriter.of(buffer).beginArray();
        for (String text : texts) {
            writer.value(text);
        }
        writer.endArray();
        return buffer.readUtf8();
    }

    private static String text(Object tree) {
        return new String(JsonText.bytes(tree), StandardCharsets.UTF_8);
    }
}
