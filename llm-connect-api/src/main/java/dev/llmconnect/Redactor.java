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
 * Removes credentials from text that leaves the process: error messages, log lines, stack traces, command output. Implements the
 * wire contract, section 3: "No credential ever leaves". Thread-safe.
 *
 * <p>Values registered by a {@link Secret} are found anywhere, including percent-encoded. Other credentials are found by context
 * (a header, a query parameter, user-info of a URL) or by shape ({@code sk-…}, {@code AIza…}).
 */
public final class Redactor {
    /** Replacement for a credential. */
    public static final String REPLACEMENT = "[REDACTED]";

    /**
     * Minimum length of a registered value. Shorter values are usually placeholders ({@code none}, {@code ollama}), and redacting
     * them would garble messages.
     */
    static final int MIN_REGISTERED_LENGTH = 8;

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

    /** Substrings without which the expression of that name cannot match. */
    private static final String[] QUERY_HINTS = {"?", "&", ";"};

    private static final String[] HEADER_HINTS = {"authorization", "api", "cookie", "-token", "subscription-key"};
    private static final String[] SCHEME_HINTS = {"bearer", "basic"};
    private static final String[] SHAPE_HINTS = {"AIza", "ya29.", "AKIA", "ASIA", "ABSK", "eyJ"};
    /** Prefixes, before a hyphen or underscore, of credentials recognized by shape; grouped by length. */
    private static final String[][] SHAPE_PREFIXES = byLength(Stream.concat(
            PREFIXES.stream().map(prefix -> prefix.substring(prefix.indexOf('_') + 1)),
            Stream.of("gho", "ghp", "ghs", "ghu", "ghr")));

    /** Registered values, longest first, so that a key that contains another is redacted whole. Replaced, never modified. */
    private static volatile List<String> known = List.of();

    /** Number of characters beyond a cut that are searched for the rest of a credential. */
    private static final int LOOK_AHEAD = 4096;

    private Redactor() {}

    /** Registers a value. Values shorter than {@value #MIN_REGISTERED_LENGTH} characters are ignored. */
    static void register(String value) {
        if (value.length() < MIN_REGISTERED_LENGTH || known.contains(value)) {
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

    /** Returns the text without credentials. */
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
     * Redacts credentials recognized by context or shape. Searches for substring hints before it tries an expression; without
     * that, redaction takes half of the CPU time of a call.
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

    private static String[][] byLength(Stream<String> prefixes) {
        List<String> all = prefixes.toList();
        int maxLength = all.stream().mapToInt(String::length).max().orElse(0);
        return IntStream.rangeClosed(0, maxLength)
                .mapToObj(length ->
                        all.stream().filter(prefix -> prefix.length() == length).toArray(String[]::new))
                .toArray(String[][]::new);
    }

    /**
     * Returns the text without credentials, truncated to {@code maxLength} characters. Redacts before truncating, so that no part
     * of a key remains.
     */
    public static String redact(String text, int maxLength) {
        // Bounds the work on a huge text: what lies beyond is cut anyway, but a credential across the cut must be seen
        // whole.
        String bounded = text.length() > maxLength + LOOK_AHEAD ? text.substring(0, maxLength + LOOK_AHEAD) : text;
        String safe = redact(bounded);
        if (safe.length() <= maxLength && bounded.length() == text.length()) {
            return safe;
        }
        int end = Math.min(maxLength, safe.length());
        if (end > 0 && Character.isHighSurrogate(safe.charAt(end - 1))) {
            end--;
        }
        return safe.substring(0, end) + CUT;
    }
}
