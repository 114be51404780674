package dev.llmconnect.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonWeightTest {
    private static final String[] PIECES = {
        "\\\"",
        "\\\\",
        "\\u0022",
        "a",
        "{[,:]}",
        "x".repeat(7),
        "y".repeat(8),
        "z".repeat(63),
        "ü".repeat(40),
        "\u00a2\u00dc"
    };

    @Test
    void whatStandsInStringsWeighsNothingHoweverLongTheyAreAndWhereverTheBytesAreDivided() {
        Random random = new Random(42);
        for (int i = 0; i < 2_000; i++) {
            int strings = 1 + random.nextInt(4);
            StringBuilder text = new StringBuilder("[");
            for (int j = 0; j < strings; j++) {
                text.append(j == 0 ? "" : ",").append('"');
                for (int pieces = random.nextInt(30); pieces > 0; pieces--) {
                    text.append(PIECES[random.nextInt(PIECES.length)]);
                }
                text.append('"');
            }
            byte[] json = text.append("]").toString().getBytes(StandardCharsets.UTF_8);
            JsonWeight divided = new JsonWeight();
            for (int from = 0; from < json.length; ) {
                int to = Math.min(json.length, from + 1 + random.nextInt(200));
                divided.add(json, from, to);
                from = to;
            }

            assertThat(JsonWeight.of(json, json.length).values())
                    .as(text.toString())
                    .isEqualTo(1 + strings);
            assertThat(divided.values()).as(text.toString()).isEqualTo(1 + strings);
            assertThat(divided.bytes())
                    .isEqualTo(JsonWeight.of(json, json.length).bytes());
        }
    }
}
