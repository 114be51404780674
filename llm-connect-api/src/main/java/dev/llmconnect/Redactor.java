package dev.llmconnect;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Takes credentials out of a text that leaves the process: an error message, a log line, a stack trace, a command's output.
 * Thread-safe. The rules are those of the wire contract, section 3: "No credential ever leaves".
 *
 * <p>A value made known by a {@link Secret} is found wherever it stands, also percent-encoded. What is not known is found by its
 * surroundings (a header, a query parameter, user-info of a URL) or by its shape ({@code sk-…}, {@code AIza…}).
 */
public final class Redactor {
    /** What stands in place of a credential. */
    public static final String REPLACEMENT = "[REDACTED]";

    /** Shorter values are place-holders ({@code none}, {@code ollama}) more than credentials, and taking them out would spoil messages. */
    static final int SHORTEST_KNOWN = 8;

    private static final int MAX_KNOWN = 10_000;
    private static final String CUT = "… (cut)";

    private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/\\s\"'@?#]{1,1000}+@");
    private static final Pattern QUERY = Pattern.compile(
            "(?i)(?<=[?&;])((?:x-)?(?:api[_-]?)?key|(?:access_?|auth_?|refresh_?|id_?)?token|(?:client_?)?secret|password|passwd|"
                    + "auth|authorization|credentials?|sig|signature|subscription-key|x-(?:amz|goog)-(?:signature|credential|security-token))"
                    + "=[^&;\\s\"'<>#]++");
    private static final Pattern HEADER = Pattern.compile(
            "(?i)((?:proxy-)?authorization|(?:x-)?(?:goog-)?api[_-]?key|x-amz-security-token|(?:set-)?cookie|x-auth-token|ocp-apim-subscription-key)"
                    + "(\\\\?[\"']?\\s{0,3}[:=]\\s{0,3}\\[?\\\\?[\"']?)(?!\\[?REDACTED)((?:bearer|basic|token|digest)\\s+)?[^\\s\"'\\\\,;}\\]<>&]++");
    private static final Pattern SCHEME =
            Pattern.compile("(?i)\\b(bearer|basic)\\s+(?!\\[REDACTED)[A-Za-z0-9._~+/=*-]{8,}+");
    private static final List<String> PREFIXES = List.of(
            "sk",
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

    /** What a text must hold for the expression of that name to find anything in it. */
    private static final String[] QUERY_HINTS = {"?", "&", ";"};

    private static final String[] HEADER_HINTS = {"authorization", "api", "cookie", "-token", "subscription-key"};
    private static final String[] SCHEME_HINTS = {"bearer", "basic"};
    private static final String[] SHAPE_HINTS = {"AIza", "ya29.", "AKIA", "ASIA", "ABSK", "eyJ"};
    /** What stands as a word before a hyphen or an underscore in a credential that can be told by its shape; by length. */
    private static final String[][] SHAPE_PREFIXES = byLength(Stream.concat(
            PREFIXES.stream().map(prefix -> prefix.substring(prefix.indexOf('_') + 1)),
            Stream.of("gho", "ghp", "ghs", "ghu", "ghr")));

    /** Longest first, so that a key that contains another is taken out whole. Replaced, never changed. */
    private static volatile List<String> known = List.of();

    /** How far beyond a cut a credential may reach and still be seen whole. */
    private static final int LOOK_AHEAD = 4096;

    private Redactor() {}

    /** Makes a value known. Values under {@value #SHORTEST_KNOWN} characters are ignored. */
    static void remember(String value) {
        if (value.length() < SHORTEST_KNOWN || known.contains(value)) {
            return;
        }
        synchronized (Redactor.class) {
            Stream<String> forms = Stream.of(value, URLEncoder.encode(value, StandardCharsets.UTF_8));
            known = Stream.concat(forms, known.stream().limit(MAX_KNOWN))
                    .distinct()
                    .sorted(Comparator.comparingInt(String::length).reversed())
                    .toList();
        }
    }

    /** The text without credentials. */
    public static String redact(String text) {
        String safe = text;
        for (String value : known) {
            if (safe.contains(value)) {
                safe = safe.replace(value, REPLACEMENT);
            }
        }
        return lookalikes(safe);
    }

    /**
     * Redacts what only looks like a credential. A text is searched for hints of one before any expression is tried: without that,
     * redaction takes half of the CPU time of a call.
     */
    private static String lookalikes(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        String safe = text;
        if (safe.indexOf('@') >= 0 && safe.contains("://")) {
            safe = USER_INFO.matcher(safe).replaceAll(Matcher.quoteReplacement(REPLACEMENT + "@"));
        }
        if (safe.indexOf('=') >= 0 && holdsAny(safe, QUERY_HINTS)) {
            safe = QUERY.matcher(safe).replaceAll("$1=" + Matcher.quoteReplacement(REPLACEMENT));
        }
        if (holdsAny(lower, HEADER_HINTS)) {
            safe = HEADER.matcher(safe).replaceAll("$1$2" + Matcher.quoteReplacement(REPLACEMENT));
        }
        if (holdsAny(lower, SCHEME_HINTS)) {
            safe = SCHEME.matcher(safe).replaceAll("$1 " + Matcher.quoteReplacement(REPLACEMENT));
        }
        return holdsPrefix(safe) || holdsAny(safe, SHAPE_HINTS)
                ? SHAPE.matcher(safe).replaceAll(Matcher.quoteReplacement(REPLACEMENT))
                : safe;
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

    /** The text without credentials, cut to {@code longest} characters; redacted first, so that no half of a key is left. */
    public static String redact(String text, int longest) {
        // Bounds the work on a huge text: what lies beyond is cut anyway, but a credential across the cut must be seen
        // whole.
        String bounded = text.length() > longest + LOOK_AHEAD ? text.substring(0, longest + LOOK_AHEAD) : text;
        String safe = redact(bounded);
        if (safe.length() <= longest && bounded.length() == text.length()) {
            return safe;
        }
        int end = Math.min(longest, safe.length());
        if (end > 0 && Character.isHighSurrogate(safe.charAt(end - 1))) {
            end--;
        }
        return safe.substring(0, end) + CUT;
    }
}
