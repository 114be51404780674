package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Credentials in every place that a server or a command takes them from, and what must be found in no output. */
final class PlantedSecrets {
    /** In a variable, with signs that JSON, addresses and Base64 write otherwise. */
    static final String KEY = "canary/openrouter+key=of:the.variable~1";
    /** In a file. */
    static final String FILE_KEY = "canary/anthropic+key=of:the.file~2";
    /** What a caller sends. */
    static final String CALLER_KEY = "llmc-canaryCallerKey0123456789abcdefghijklmn";
    /** The user-info of a base URL. */
    static final String USER = "canary-user-of-the-url";

    static final String PASSWORD = "canary-password-of-the-url";
    /** In the query of a base URL that is refused. */
    static final String QUERY_KEY = "canary-key-of-the-query";

    private static final List<String> ALL = List.of(KEY, FILE_KEY, CALLER_KEY, USER, PASSWORD, QUERY_KEY);

    private PlantedSecrets() {}

    /** The address with credentials that a client of it may show. */
    static String withUserInfo(String url) {
        return url.replace("://", "://" + USER + ":" + PASSWORD + "@");
    }

    /** Everything that a provider or a library may make of a text. */
    static Map<String, String> spellings(String text) {
        String json = text.replace("/", "\\/");
        StringBuilder unicode = new StringBuilder();
        text.chars()
                .forEach(c -> unicode.append(
                        Character.isLetterOrDigit(c) ? String.valueOf((char) c) : String.format("\\u%04x", c)));
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] basic = ("user:" + text).getBytes(StandardCharsets.UTF_8);
        return Map.of(
                "plain", text,
                "slashes", json,
                "unicode", unicode.toString(),
                "percent", URLEncoder.encode(text, StandardCharsets.UTF_8),
                "nested", json.replace("\\", "\\\\"),
                "base64", Base64.getEncoder().encodeToString(bytes),
                "basic", Base64.getUrlEncoder().encodeToString(basic));
    }

    /** Fails when any of them, or enough of one to guess the rest, is in an output. */
    static void assertNoneIn(String what, String output) {
        for (String secret : ALL) {
            for (String spelling : parts(secret)) {
                assertThat(output).as(what).doesNotContain(spelling);
            }
        }
    }

    private static List<String> parts(String secret) {
        List<String> parts = new ArrayList<>(spellings(secret).values());
        parts.add(secret.substring(secret.length() - 12));
        parts.add(secret.substring(0, Math.min(secret.length(), 14)));
        return parts;
    }
}
