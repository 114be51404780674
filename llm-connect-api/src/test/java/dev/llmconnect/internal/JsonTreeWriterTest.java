package dev.llmconnect.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTreeWriterTest {
    @Test
    void everyKindOfValueIsWritten() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("text", "a\"\\\n\r\t\u0001é😀");
        tree.put("list", Arrays.asList(1, 2.5, new BigDecimal("1.10"), true, null, List.of(), Map.of()));
        tree.put("odd", Double.NaN);
        assertThat(JsonTreeWriter.of(tree))
                .isEqualTo(
                        "{\"text\":\"a\\\"\\\\\\n\\r\\t\\u0001é😀\",\"list\":[1,2.5,1.10,true,null,[],{}],\"odd\":\"NaN\"}");
    }

    @Test
    void aHalfOfASurrogatePairIsEscaped() {
        assertThat(JsonTreeWriter.of("\uD83D")).isEqualTo("\"\\ud83d\"");
        assertThat(JsonTreeWriter.of("x\uDE00y")).isEqualTo("\"x\\ude00y\"");
    }
}
