package dev.llmconnect.formats.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    private static String text(Object tree) {
        return new String(JsonText.bytes(tree), StandardCharsets.UTF_8);
    }
}
