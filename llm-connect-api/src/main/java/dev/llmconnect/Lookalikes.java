package dev.llmconnect;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Finds credentials by context (a header, a query parameter, user-info of a URL) or by shape. */
final class Lookalikes {
    private static final Pattern USER_INFO = Pattern.compile("(?<=://)([^/\\s\"'?#]{1,1000})@");
    private static final Pattern QUERY = Pattern.compile(
            "(?i)(?<=[?&;])((?:x-)?(?:api[_-]?)?key|(?:access_?|auth_?|refresh_?|id_?)?token|(?:client_?)?secret|password|passwd|"
                    + "auth|authorization|credentials?|sig|signature|subscription-key|x-(?:amz|goog)-(?:signature|credential|security-token))"
                    + "=([^&;\\s\"'<>#]++)");
    private static final Pattern HEADER = Pattern.compile(
            "(?i)((?:proxy-)?authorization|(?:x-)?(?:goog-)?api[_-]?key|x-amz-security-token|(?:set-)?cookie|x-auth-token|ocp-apim-subscription-key)"
                    + "(\\\\?[\"']?\\s{0,3}[:=]\\s{0,3}\\[?\\\\?[\"']?)(?!\\[?REDACTED)((?:(?:bearer|basic|token|digest)\\s+)?[^\\s\"'\\\\,;}\\]<>&]++)");
    private static final Pattern SCHEME =
            Pattern.compile("(?i)\\b(bearer|basic)\\s+(?!\\[REDACTED)([A-Za-z0-9._~+/=*-]{8,}+)");
    private static final List<String> PREFIXES = List.of(
            "sk",
            "llmc",
            "rk",
            "pk",
            "csk",
            "gsk",
            "fw",
            "key",
            "pplx",
            "nvapi",
            "xai",
            "tgp",
            "hf",
            "r8",
            "voy",
            "pa",
            "tvly",
            "jina",
            "esecret",
            "glpat",
            "github_pat",
            "napi",
            "xoxa",
            "xoxb",
            "xoxp",
            "xoxr",
            "xoxs");
    private static final Pattern SHAPE = Pattern.compile("(?<![A-Za-z0-9])(?:"
            + "sk-[A-Za-z0-9*._-]{6,}+"
            + "|(?:" + String.join("|", PREFIXES) + ")[-_](?=[A-Za-z*._-]{0,40}[0-9])[A-Za-z0-9*._-]{8,}+"
            + "|AIza[A-Za-z0-9_*-]{10,}+"
            + "|ya29\\.[A-Za-z0-9_.-]{10,}+"
            + "|(?:AKIA|ASIA)[A-Z0-9]{12,}+"
            + "|gh[opsur]_[A-Za-z0-9]{16,}+"
            + "|ABSK[A-Za-z0-9+/=]{16,}+"
            + "|eyJ[A-Za-z0-9_-]{8,}+\\.[A-Za-z0-9_-]{8,}+\\.?[A-Za-z0-9_-]*+"
            + ")");

    /** Substrings without which the expression of that name cannot match. */
    private static final String[] QUERY_HINTS = {"?", "&", ";"};

    private static final String[] HEADER_HINTS = {"authorization", "api", "cookie", "-token", "subscription-key"};
    private static final String[] SCHEME_HINTS = {"bearer", "basic"};
    private static final String[] SHAPE_HINTS = {"AIza", "ya29.", "AKIA", "ASIA", "ABSK", "eyJ"};
    /** Prefixes, before a hyphen or underscore, of credentials recognized by shape; grouped by length. */
    private static final String[][] SHAPE_PREFIXES = byLength(Stream.concat(
            PREFIXES.stream().map(prefix -> prefix.substring(prefix.indexOf('_') + 1)),
            Stream.of("gho", "ghp", "ghs", "ghu", "ghr")));

    private Lookalikes() {}

    /**
     * Adds the ranges in the text. Searches for substring hints before it tries an expression; without that, redaction takes half
     * of the CPU time of a call.
     */
    static void find(String text, RangeSink found) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (text.indexOf('@') >= 0 && text.contains("://")) {
            find(USER_INFO, 1, text, found);
        }
        if (text.indexOf('=') >= 0 && holdsAny(text, QUERY_HINTS)) {
            find(QUERY, 2, text, found);
        }
        if (holdsAny(lower, HEADER_HINTS)) {
            find(HEADER, 3, text, found);
        }
        if (holdsAny(lower, SCHEME_HINTS)) {
            find(SCHEME, 2, text, found);
        }
        if (holdsPrefix(text) || holdsAny(text, SHAPE_HINTS)) {
            find(SHAPE, 0, text, found);
        }
    }

    private static void find(Pattern pattern, int group, String text, RangeSink found) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.start(group), matcher.end(group));
        }
    }

    private static boolean holdsAny(String text, String[] hints) {
        for (String hint : hints) {
            if (text.contains(hint)) {
                return true;
            }
        }
        return false;
    }

    private static boolean holdsPrefix(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c == '-' || c == '_') && endsWithPrefix(text, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean endsWithPrefix(String text, int end) {
        int start = end;
        while (start > 0 && end - start < SHAPE_PREFIXES.length && isAlphanumeric(text.charAt(start - 1))) {
            start--;
        }
        if (end - start < SHAPE_PREFIXES.length) {
            for (String prefix : SHAPE_PREFIXES[end - start]) {
                if (text.startsWith(prefix, start)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static String[][] byLength(Stream<String> words) {
        List<String> all = words.toList();
        int longest = all.stream().mapToInt(String::length).max().orElse(0);
        return IntStream.rangeClosed(0, longest)
                .mapToObj(length ->
                        all.stream().filter(word -> word.length() == length).toArray(String[]::new))
                .toArray(String[][]::new);
    }
}
