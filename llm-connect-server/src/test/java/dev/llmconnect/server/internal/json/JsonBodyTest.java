package dev.llmconnect.server.internal.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMInvalidRequestException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodyTest {
    private static final String[] PIECES = {
        "a",
        "plain words ",
        "\n",
        "\t",
        "\"",
        "\\",
        "/",
        "\u0000",
        "\u007f",
        "\u00e9",
        "\u00ff",
        "\u0100",
        "\u07ff",
        "\u65e5",
        "\ud83d\ude00"
    };

    private final Random random = new Random(7);

    @Test
    void everyStringIsReadAsItWasWrittenWithOrWithoutEscapes() {
        for (int round = 0; round < 20_000; round++) {
            String text = text();
            String json = "{\"" + written(text) + "\":[\"" + written(text) + "\",\"" + written(text) + "\"]}";
            assertThat(JsonBody.object(json.getBytes(UTF_8))).as(json).isEqualTo(Map.of(text, List.of(text, text)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":\"x\ny\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"\\ud83d\"}",
                "{\"a\":\"\\ude00\"}",
                "{\"a\":\"\\ud83dx\"}",
                "{\"a\":\"\\",
                "{\"a\":\"\\u",
                "{\"a\":\"\\u12",
                "{\"a\":\"b"
            })
    void aStringThatIsWrongIsRefused(String json) {
        assertThatThrownBy(() -> JsonBody.object(json.getBytes(UTF_8))).isInstanceOf(LLMInvalidRequestException.class);
    }

    /** So that the check of eight bytes at a time sees a wrong one at each of its places. */
    @Test
    void bytesThatAreNotUtf8AreFoundWhereverTheyAre() {
        for (int at = 0; at < 40; at++) {
            byte[] text = "x".repeat(40).getBytes(UTF_8);
            text[at] = (byte) 0xff;
            assertThat(Utf8.firstInvalid(text, text.length)).isEqualTo(at);
            text[at] = (byte) 0xc3;
            assertThat(Utf8.firstInvalid(text, text.length)).isEqualTo(at);
        }
        assertThat(firstInvalid("0123456\u00fc\u65e5\ud83d\ude0001234567")).isEqualTo(-1);
    }

    private static int firstInvalid(String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        return Utf8.firstInvalid(utf8, utf8.length);
    }

    /** The array may be longer than the text, and hold anything behind it. */
    @Test
    void whatStandsBehindTheBodyIsNotSeen() {
        byte[] longer = "{\"a\":1}}\u00fc{\"b\"".getBytes(UTF_8);
        assertThat(JsonBody.object(longer, 7)).isEqualTo(Map.of("a", 1L));
        assertThatThrownBy(() -> JsonBody.object(longer, 6)).isInstanceOf(LLMInvalidRequestException.class);
        assertThat(Utf8.firstInvalid(longer, 9)).isEqualTo(8);
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i >= 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    /** Escapes what must be, and at random what may be. */
    private String written(String text) {
        StringBuilder json = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int letter = "\"\\/\b\f\n\r\t".indexOf(c);
            if (letter >= 0 && random.nextBoolean()) {
                json.append('\\').append("\"\\/bfnrt".charAt(letter));
            } else if (c < ' ' || c == '"' || c == '\\' || Character.isSurrogate(c) || random.nextInt(6) == 0) {
                json.append(String.format(Locale.ROOT, random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.toString();
    }
}
