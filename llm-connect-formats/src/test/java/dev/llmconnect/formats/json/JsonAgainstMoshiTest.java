package dev.llmconnect.formats.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.squareup.moshi.JsonReader;
import dev.llmconnect.internal.JsonParser;
import dev.llmconnect.internal.JsonParser.Rules;
import dev.llmconnect.internal.JsonSyntaxException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import okio.Buffer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The one parser of JSON reads what Moshi reads. */
class JsonAgainstMoshiTest {
    private static final String[] PIECES = {
        "a",
        "role",
        "plain words of more than sixty-four bytes, so that eight of them are looked at at a time ",
        "\\n",
        "\\\"",
        "\\\\",
        "\\/",
        "\\b\\f\\r\\t",
        "\\u0000",
        "\\u00e9",
        "\\u65E5",
        "\\ud83d\\ude00",
        "\u007f",
        "\u00e9",
        "\u0100",
        "\u65e5",
        "\ud83d\ude00"
    };

    private static final String[] NUMBERS = {
        "0",
        "-1",
        "7",
        "123456789012345678",
        "-123456789012345678",
        "1234567890123456789",
        "9223372036854775808",
        "0.10",
        "-0.0",
        "0.123456789012345678",
        "-12.345678901234567",
        "1e5",
        "-2.5E-7",
        "1E+3",
        "100000000000000000000.5",
        "0e0"
    };

    private static final String[] NAMES = {
        "role", "content", "\\u0063ontents", "x", "", "finish_reason", "finish_reasom", "\u00fc"
    };

    private final Random random = new Random(11);

    @ParameterizedTest
    @EnumSource(Rules.class)
    void everyDocumentIsReadAsMoshiReadsIt(Rules rules) throws IOException {
        for (int round = 0; round < 5000; round++) {
            String json = blanks() + value(0) + blanks();
            byte[] utf8 = ("  " + json + "}\"").getBytes(UTF_8);
            Object expected = moshi(JsonReader.of(new Buffer().writeUtf8(json)));

            assertThat(JsonParser.of(json).rules(rules).value()).as(json).isEqualTo(expected);
            assertThat(JsonParser.of(utf8, utf8.length - 2).rules(rules).value())
                    .as(json)
                    .isEqualTo(expected);
            assertThat(JsonParser.readPrefix(json + " ")).as(json).isEqualTo(expected);
        }
    }

    /** Its beginning is one of JSON, and says that it ends too early, or is all that counts. */
    @Test
    void everyBeginningOfADocumentIsToldFromWhatIsWrong() {
        for (int round = 0; round < 300; round++) {
            String json = "{\"a\":" + value(0) + "}";
            for (int length = 0; length < json.length(); length++) {
                String beginning = json.substring(0, length);
                JsonParser.readPrefix(beginning);
                assertThatThrownBy(() ->
                                JsonParser.of(beginning).rules(Rules.LENIENT).value())
                        .as(beginning)
                        .isInstanceOfSatisfying(
                                JsonSyntaxException.class,
                                e -> assertThat(e.kind()).isEqualTo(JsonSyntaxException.Kind.TRUNCATED));
            }
        }
    }

    @Test
    void theSuiteIsJudgedAsItsNamesSay() throws IOException {
        Path suite = Path.of(System.getProperty("llmconnect.shared", "../../shared"), "json-suite");
        Assumptions.assumeTrue(Files.isDirectory(suite), "there is no " + suite);
        List<String> accepted = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        try (Stream<Path> files = Files.list(suite)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".json")).toList()) {
                byte[] json = Files.readAllBytes(file);
                try {
                    JsonParser.of(json, json.length).value();
                    accepted.add(String.valueOf(file.getFileName()));
                } catch (JsonSyntaxException e) {
                    refused.add(String.valueOf(file.getFileName()));
                }
            }
        }

        assertThat(accepted).hasSizeGreaterThan(80).noneMatch(name -> name.startsWith("n_"));
        assertThat(refused)
                .hasSizeGreaterThan(180)
                .filteredOn(name -> name.startsWith("y_"))
                // of which one name is there twice
                .containsExactlyInAnyOrder("y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json");
    }

    @Test
    void whatProvidersSendIsReadAllTheSame() {
        assertThat(Json.read("[\"a\tb\",\"it\\'s\",True,FALSE,nULL,\"\\ud83d\",\"\\ude00 \\ud83d \u65e5\"]")
                        .raw())
                .asString()
                .isEqualTo("[a\tb, it's, true, false, null, \ud83d, \ude00 \ud83d \u65e5]");
        byte[] utf8 = "{\"a\":\"1\u00e92\"}".getBytes(UTF_8);
        utf8[7] = '+';
        assertThat(Json.read(utf8).textOrEmpty("a")).isEqualTo("1+\ufffd2");
        assertThat(utf8[7]).as("a caller's bytes stay as they are").isEqualTo((byte) '+');
    }

    private static Object moshi(JsonReader reader) throws IOException {
        switch (reader.peek()) {
            case BEGIN_OBJECT -> {
                Map<String, Object> object = new LinkedHashMap<>();
                reader.beginObject();
                while (reader.hasNext()) {
                    object.put(reader.nextName(), moshi(reader));
                }
                reader.endObject();
                return object;
            }
            case BEGIN_ARRAY -> {
                List<Object> array = new ArrayList<>();
                reader.beginArray();
                while (reader.hasNext()) {
                    array.add(moshi(reader));
                }
                reader.endArray();
                return array;
            }
            case NUMBER -> {
                BigDecimal number = new BigDecimal(reader.peekJson().nextString());
                String text = reader.nextString();
                boolean isWhole = text.chars().allMatch(c -> c == '-' || Character.isDigit(c));
                return !isWhole
                        ? number
                        : number.toBigInteger().bitLength() < Long.SIZE
                                ? (Object) number.longValue()
                                : number.toBigInteger();
            }
            default -> {
                return reader.readJsonValue();
            }
        }
    }

    private String value(int depth) {
        int kind = random.nextInt(depth > 4 ? 4 : 8);
        if (kind < 2) {
            return '"' + text() + '"';
        }
        if (kind == 2) {
            return NUMBERS[random.nextInt(NUMBERS.length)];
        }
        if (kind == 3) {
            return List.of("true", "false", "null").get(random.nextInt(3));
        }
        boolean isObject = random.nextBoolean();
        StringBuilder json = new StringBuilder(isObject ? "{" : "[").append(blanks());
        int first = random.nextInt(NAMES.length);
        for (int i = random.nextInt(4); i > 0; i--) {
            if (isObject) {
                String name = NAMES[(first + i) % NAMES.length] + (random.nextBoolean() ? text() + i : "");
                json.append('"').append(name).append('"').append(blanks()).append(':');
            }
            json.append(blanks()).append(value(depth + 1)).append(blanks()).append(i > 1 ? "," + blanks() : "");
        }
        return json.append(isObject ? "}" : "]").toString();
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    private String blanks() {
        return List.of("", "", "", " ", "\n", "\t\r ").get(random.nextInt(6));
    }
}
