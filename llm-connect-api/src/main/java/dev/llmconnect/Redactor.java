package dev.llmconnect;

import org.jspecify.annotations.Nullable;

/**
 * Removes credentials from text that leaves the process: error messages, log lines, stack traces, command output. Implements the
 * wire contract, section 3: "No credential ever leaves". Thread-safe.
 *
 * <p>Values registered by a {@link Secret} are found in every spelling: as JSON escapes, percent-encoded, as HTML character references, as
 * Base64, nested in each other, broken over lines, and cut by others to half of their length or more. Other credentials are found by
 * context (a header, a query parameter, user-info of a URL) or by shape ({@code sk-…}, {@code AIza…}).
 */
public final class Redactor {
    /** Replacement for a credential. */
    public static final String REPLACEMENT = "[REDACTED]";

    /** Maximum number of nested escapes that are decoded. */
    static final int MAX_LEVELS = 8;

    private static final String CUT = "… (cut)";

    /** Minimum number of characters beyond a cut that are searched for the rest of a credential. */
    private static final int LOOK_AHEAD = 4096;
    /** Maximum length of an escaped character. */
    private static final int MAX_SPELLING = 6;

    /** Replaced, never modified. */
    private static volatile KnownSecrets known = KnownSecrets.NONE;

    private Redactor() {}

    /**
     * Registers a credential that is not a {@link Secret}, such as the password in a URL. Values shorter than 8 characters are ignored:
     * they are usually placeholders ({@code none}, {@code ollama}), and redacting them would garble messages.
     */
    public static void register(String value) {
        if (value.length() < KnownSecrets.WINDOW || known.contains(value)) {
            return;
        }
        synchronized (Redactor.class) {
            known = known.with(value);
        }
    }

    /** Returns the text without credentials. */
    public static String redact(String text) {
        TextRanges found = find(text);
        return found.isEmpty() ? text : withoutRest(found.replaceIn(text, REPLACEMENT, text.length()));
    }

    /** Replaces the halves of a credential between which another one stood. */
    private static String withoutRest(String text) {
        TextRanges found = find(text);
        return found.isEmpty() ? text : found.replaceIn(text, REPLACEMENT, text.length());
    }

    /**
     * Returns the text without credentials, truncated to {@code maxLength} characters. Redacts before truncating, so that no part
     * of a key remains.
     */
    public static String redact(String text, int maxLength) {
        // Bounds the work on a huge text: what lies beyond is cut anyway, but a credential across the cut must be seen
        // whole.
        int end = maxLength + Math.max(LOOK_AHEAD, MAX_SPELLING * known.longest());
        if (text.length() <= end) {
            String safe = redact(text);
            return safe.length() <= maxLength ? safe : start(safe, maxLength) + CUT;
        }
        String bounded = text.substring(0, end);
        // Nothing behind the cut moves before it, however much shorter the text becomes.
        TextRanges found = find(bounded);
        String safe = found.replaceIn(bounded, REPLACEMENT, maxLength);
        return start(found.isEmpty() ? safe : withoutRest(safe), maxLength) + CUT;
    }

    private static String start(String text, int maxLength) {
        int end = Math.min(text.length(), maxLength);
        return text.substring(0, end > 0 && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
    }

    private static TextRanges find(String text) {
        KnownSecrets secrets = known;
        TextRanges found = new TextRanges();
        secrets.find(text, found);
        Lookalikes.find(text, found);
        DecodedText last = DecodedText.of(text);
        if (last == null) {
            return found;
        }
        search(last.joined(), secrets, found);
        int level = 0;
        for (DecodedText next = last.decoded(); next != null && level < MAX_LEVELS; next = last.decoded()) {
            last = next;
            level++;
            search(last, secrets, found);
            search(last.joined(), secrets, found);
            Lookalikes.find(last.text(), sink(last, found));
        }
        return found;
    }

    private static void search(@Nullable DecodedText text, KnownSecrets secrets, TextRanges found) {
        if (text != null) {
            secrets.find(text.text(), sink(text, found));
        }
    }

    private static RangeSink sink(DecodedText text, TextRanges found) {
        return (start, end) -> found.add(text.origin(start), text.origin(end));
    }
}
