package dev.llmconnect;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A known credential is found however it is spelt. */
class RedactedSpellingsTest {
    /** Of every alphabet that keys have; none has a shape by which it could be told. */
    private static final List<String> KEYS = List.of(
            "canary/slashes/and+plus+1",
            "canary=equals==and:colons:2",
            "canary.dots.and~tildes~3",
            "canaryPlainLettersAndDigits4",
            "cAnArY*stars$dollars!marks&5",
            "canary\\back\"quote'<tag>%41-6",
            "canary-üñí-ключ-鍵-🔑-7");

    private static final Map<String, UnaryOperator<String>> SPELLINGS = spellings();

    private static Map<String, UnaryOperator<String>> spellings() {
        Map<String, UnaryOperator<String>> all = new LinkedHashMap<>();
        all.put("plain", key -> key);
        all.put("JSON", RedactedSpellingsTest::json);
        all.put("JSON with escaped slashes", key -> json(key).replace("/", "\\/"));
        all.put("JSON in small hexadecimal", key -> unicode(key, "\\u%04x"));
        all.put("JSON in capital hexadecimal", key -> unicode(key, "\\u%04X"));
        all.put("hexadecimal of JavaScript", key -> key.chars().anyMatch(c -> c > 255) ? key : unicode(key, "\\x%02x"));
        all.put("percent", RedactedSpellingsTest::percent);
        all.put("percent in small letters", RedactedSpellingsTest::percentOfEach);
        all.put("percent twice", key -> percent(percent(key)));
        all.put(
                "HTML",
                key -> key.replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace(">", "&gt;")
                        .replace("\"", "&quot;")
                        .replace("'", "&#39;"));
        all.put("HTML in decimal", key -> references(key, "&#%d;"));
        all.put("HTML in hexadecimal", key -> references(key, "&#x%X;"));
        all.put("JSON in JSON", key -> json(json(key).replace("/", "\\/")).replace("/", "\\/"));
        all.put("JSON in JSON in JSON", key -> json(json(json(key))));
        all.put("JSON in hexadecimal in JSON in JSON", key -> json(json(unicode(key, "\\u%04x"))));
        all.put("percent in JSON in JSON", key -> json(json(percent(key).replace("/", "\\/"))));
        all.put("JSON in a query", key -> percent(json(key)));
        all.put("JSON in HTML", key -> references(json(key), "&#%d;"));
        all.put("over two lines", key -> key.substring(0, 9) + "\n" + key.substring(9));
        all.put("over two lines of JSON", key -> json(key.substring(0, 9) + "\r\n" + key.substring(9)));
        return all;
    }

    private static Stream<Arguments> keysAndSpellings() {
        return KEYS.stream().flatMap(key -> SPELLINGS.keySet().stream().map(spelling -> Arguments.of(key, spelling)));
    }

    @ParameterizedTest
    @MethodSource("keysAndSpellings")
    void findsAKeyInEverySpelling(String key, String spelling) {
        Redactor.register(key);
        String spelt = SPELLINGS.get(spelling).apply(key);

        assertThat(Redactor.redact("{\"error\":\"the key " + spelt + " is wrong\"}"))
                .isEqualTo("{\"error\":\"the key [REDACTED] is wrong\"}");
        assertThat(Redactor.redact(spelt)).isEqualTo("[REDACTED]");
    }

    @ParameterizedTest
    @MethodSource("keysAndSpellings")
    void leavesNoPartOfAKeyThatACutRunsThrough(String key, String spelling) {
        Redactor.register(key);
        String spelt = SPELLINGS.get(spelling).apply(key);

        for (int before = 0; before < 60; before++) {
            assertThat(Redactor.redact("x".repeat(before) + spelt + " and more".repeat(1000), 40))
                    .as("%s characters before the key", before)
                    .startsWith("x".repeat(Math.min(before, 40)))
                    .doesNotContain(spelt.substring(0, 6))
                    .doesNotContain("canary");
        }
    }

    private static Stream<String> keys() {
        return KEYS.stream();
    }

    @ParameterizedTest
    @MethodSource("keys")
    void findsAKeyInBase64AtEveryAlignmentInBothAlphabets(String key) {
        Redactor.register(key);
        List<String> headers = List.of(
                key, ":" + key, "user:" + key, "a:" + key + ":b", "Bearer " + key, key + "\n", "key=" + key + "&a=b");
        for (String header : headers) {
            byte[] bytes = header.getBytes(StandardCharsets.UTF_8);
            List<String> encoded = new ArrayList<>(List.of(
                    Base64.getEncoder().encodeToString(bytes),
                    Base64.getUrlEncoder().encodeToString(bytes),
                    Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
                    Base64.getMimeEncoder(20, new byte[] {'\n'}).encodeToString(bytes)));
            encoded.add(encoded.get(0).replace("/", "\\/").replace("+", "\\u002b"));
            encoded.add(URLEncoder.encode(encoded.get(0), StandardCharsets.UTF_8));
            for (String text : encoded) {
                assertThat(Redactor.redact("sent x: " + text + " to it"))
                        .as(header)
                        .isEqualTo("sent x: [REDACTED] to it");
            }
        }
    }

    @Test
    void findsWhatOthersHaveCut() {
        Redactor.register("canary-that-others-cut-in-two");

        assertThat(List.of(
                        Redactor.redact("bad key canary-that-others-c"),
                        Redactor.redact("bad key canary-that-others-c… (cut)"),
                        Redactor.redact("{\"a\":\"canary-that-others\"},{\"b\":\"-cut-in-two\"}"),
                        Redactor.redact("...hat-others-cut-in-two is bad")))
                .containsExactly(
                        "bad key [REDACTED]",
                        "bad key [REDACTED]… (cut)",
                        "{\"a\":\"[REDACTED]\"},{\"b\":\"-cut-in-two\"}",
                        "...[REDACTED] is bad");
    }

    @Test
    void leavesTextsAloneThatOnlyBeginLikeAKey() {
        Redactor.register("canary-prefix-of-many-names-0001");

        String text = "canary-prefix-of-many-names-0002 and canary-prefix of C:\\canary\\users, 100%25 & more";
        assertThat(Redactor.redact(text)).isEqualTo(text);
    }

    @Test
    void findsLookalikesBehindEscapes() {
        assertThat(Redactor.redact(
                        "{\"m\":\"see https:\\/\\/user:pass@p.example\\/v1?api\\u005fkey\\u003dabc123&a=1\"}"))
                .isEqualTo("{\"m\":\"see https:\\/\\/[REDACTED]@p.example\\/v1?api\\u005fkey\\u003d[REDACTED]&a=1\"}");
        assertThat(Redactor.redact("{\\\"Authorization\\\": \\\"Bearer abc\\\\/123\\\"}"))
                .isEqualTo("{\\\"Authorization\\\": \\\"[REDACTED]\\\"}");
        assertThat(Redactor.redact("key sk\\u002dproj\\u002dA1b2C3d4 is bad")).isEqualTo("key [REDACTED] is bad");
        assertThat(Redactor.redact("https://us@er:p@ss@p.example/v1")).isEqualTo("https://[REDACTED]@p.example/v1");
    }

    @Test
    void whatIsRedactedStaysAsItIs() {
        Redactor.register("canary-twice-redacted");
        for (String text : List.of(
                "https://p.example/v1?key=canary-twice-redacted&a=1",
                "Authorization: Bearer canary-twice-redacted, x",
                "{\"x-api-key\":\"canary-twice-redacted\"}",
                "https://u:canary-twice-redacted@p.example")) {
            String once = Redactor.redact(text);

            assertThat(once).doesNotContain("canary");
            assertThat(Redactor.redact(once)).isEqualTo(once);
        }
    }

    @Test
    void findsEachOfManyKeys() {
        List<String> many = Stream.iterate(1000, n -> n + 1)
                .limit(1000)
                .map(n -> "many-" + n * 7919L + "-keys")
                .toList();
        many.forEach(Redactor::register);

        for (String key : many) {
            assertThat(Redactor.redact("a " + key + " b")).isEqualTo("a [REDACTED] b");
        }
    }

    private static String json(String key) {
        return key.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
    }

    private static String unicode(String key, String format) {
        StringBuilder all = new StringBuilder();
        key.chars().forEach(c -> all.append(String.format(format, c)));
        return all.toString();
    }

    private static String references(String key, String format) {
        StringBuilder all = new StringBuilder();
        key.codePoints().forEach(c -> all.append(String.format(format, c)));
        return all.toString();
    }

    private static String percent(String key) {
        return URLEncoder.encode(key, StandardCharsets.UTF_8);
    }

    private static String percentOfEach(String key) {
        StringBuilder all = new StringBuilder();
        for (byte octet : key.getBytes(StandardCharsets.UTF_8)) {
            all.append(String.format("%%%02x", octet));
        }
        return all.toString();
    }
}
