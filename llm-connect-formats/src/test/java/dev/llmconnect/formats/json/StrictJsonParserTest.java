package dev.llmconnect.formats.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.llmconnect.LLMInvalidRequestException;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonParserTest {
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

    private static final Pattern PLACE = Pattern.compile("the body is not valid UTF-8, at byte (\\d+)");

    private final Random random = new Random(7);

    @Test
    void everyStringIsReadAsItWasWrittenWithOrWithoutEscapes() {
        for (int round = 0; round < 20_000; round++) {
            String text = text();
            String json = "{\"" + written(text) + "\":[\"" + written(text) + "\",\"" + written(text) + "\"]}";
            assertThat(StrictJsonParser.object(json.getBytes(UTF_8)))
                    .as(json)
                    .isEqualTo(Map.of(text, List.of(text, text)));
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
        assertThatThrownBy(() -> StrictJsonParser.object(json.getBytes(UTF_8)))
                .isInstanceOf(LLMInvalidRequestException.class);
    }

    @Test
    void bytesThatAreNotUtf8AreFoundWhereverTheyAre() {
        for (int at = 0; at < 40; at++) {
            assertThat(notUtf8At(at, 0xff)).isEqualTo(at);
            assertThat(notUtf8At(at, 0xc3)).isEqualTo(at);
            assertThat(notUtf8At(at, 0x80)).isEqualTo(at);
        }
    }

    /** Says which byte of 40 in a string is refused. */
    private static int notUtf8At(int at, int value) {
        String before = "{\"a\":\"";
        byte[] body = (before + "x".repeat(40) + "\"}").getBytes(UTF_8);
        body[before.length() + at] = (byte) value;
        Throwable refused = catchThrowable(() -> StrictJsonParser.object(body));
        assertThat(refused).isInstanceOf(LLMInvalidRequestException.class);
        Matcher place = PLACE.matcher(refused.getMessage());
        assertThat(place.matches()).as(refused.getMessage()).isTrue();
        return Integer.parseInt(place.group(1)) - before.length();
    }

    @Test
    void aLetterBeyondAsciiBehindABackslashIsAnUnknownEscapeAndNoBadUtf8() {
        byte[] body = "{\"a\":\"\\\u00fc\"}".getBytes(UTF_8);
        assertThatThrownBy(() -> StrictJsonParser.object(body)).hasMessageContaining("unknown escape");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"c0 af", "e0 80 af", "ed a0 80", "f4 90 80 80", "f5 80 80 80", "e6 97", "f0 9f 98", "c3 28"})
    void whatOnlyLooksLikeUtf8IsRefused(String hexadecimal) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes("{\"a\":\"".getBytes(UTF_8));
        body.writeBytes(HexFormat.ofDelimiter(" ").parseHex(hexadecimal));
        body.writeBytes("\"}".getBytes(UTF_8));
        assertThatThrownBy(() -> StrictJsonParser.object(body.toByteArray()))
                .hasMessage("the body is not valid UTF-8, at byte 6");
    }

    /** The array may be longer than the text, and hold anything behind it. */
    @Test
    void whatStandsBehindTheBodyIsNotSeen() {
        byte[] longer = "{\"a\":1}}\u00fc{\"b\"".getBytes(UTF_8);
        assertThat(StrictJsonParser.object(longer, 7)).isEqualTo(Map.of("a", 1L));
        assertThatThrownBy(() -> StrictJsonParser.object(longer, 6)).isInstanceOf(LLMInvalidRequestException.class);
        byte[] cut = "{\"a\":\"\u00fc\"}".getBytes(UTF_8);
        assertThatThrownBy(() -> StrictJsonParser.object(cut, 7)).hasMessage("the body is not valid UTF-8, at byte 6");
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
