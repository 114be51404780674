package dev.llmconnect;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Registered credentials, with an index that finds all of them in one pass over a text and skips most of it: each position is
 * tested by its last three characters, as in the Wu-Manber algorithm. Immutable and thread-safe.
 *
 * <p>Finds values as they are, within Base64 (as in {@code Basic} headers, at each alignment and in both alphabets), and
 * truncated to at least half of their length.
 */
final class KnownSecrets {
    static final KnownSecrets NONE = new KnownSecrets(Map.of());

    /** Maximum number of values; the oldest are removed. Hourly renewed tokens amount to several thousand per year. */
    static final int MAX_VALUES = 4000;

    /** Minimum length of a value, and number of indexed characters of each. */
    static final int WINDOW = 8;

    private static final int BLOCK = 3;
    private static final int MAX_SHIFT = WINDOW - BLOCK + 1;
    private static final int MIN_TABLE = 1 << 12;
    private static final int MAX_TABLE = 1 << 18;
    /** Table cells per pattern, so that most blocks of a text match none. */
    private static final int CELLS = 64;

    /** Minimum length of a truncated value. */
    private static final int MIN_PART = 12;

    private enum Kind {
        WHOLE,
        /** Within Base64, which is redacted as a whole. */
        BASE64,
        /** Matched by the end of the value, whose beginning may be truncated. */
        END
    }

    private record Pattern(String text, Kind kind) {}

    /** Forms of each value, oldest value first. */
    private final Map<String, List<Pattern>> values;

    private final Pattern[] patterns;
    private final byte[] shifts;
    /** First pattern of a cell, and next pattern of each pattern; -1 for none. */
    private final int[] first;

    private final int[] next;
    private final int longest;

    private KnownSecrets(Map<String, List<Pattern>> values) {
        this.values = values;
        patterns = values.values().stream().flatMap(List::stream).toArray(Pattern[]::new);
        longest = Arrays.stream(patterns)
                .mapToInt(pattern -> pattern.text().length())
                .max()
                .orElse(0);
        int size = MIN_TABLE;
        while (size < MAX_TABLE && size < patterns.length * CELLS) {
            size <<= 1;
        }
        shifts = new byte[size];
        first = new int[size];
        next = new int[patterns.length];
        Arrays.fill(shifts, (byte) MAX_SHIFT);
        Arrays.fill(first, -1);
        for (int i = 0; i < patterns.length; i++) {
            index(i);
        }
    }

    private static List<Pattern> forms(String value) {
        List<Pattern> all = new ArrayList<>(List.of(new Pattern(value, Kind.WHOLE), new Pattern(value, Kind.END)));
        // What decoding makes of a value that itself looks as if it held escapes.
        DecodedText decoded = DecodedText.of(value);
        for (int i = 0; decoded != null && i < Redactor.MAX_LEVELS; i++) {
            addWhole(decoded, all);
            addWhole(decoded.joined(), all);
            decoded = decoded.decoded();
        }
        Set<String> encoded = new LinkedHashSet<>();
        for (int alignment = 0; alignment < 3; alignment++) {
            encoded.add(base64(value, alignment, Base64.getEncoder()));
            encoded.add(base64(value, alignment, Base64.getUrlEncoder()));
        }
        encoded.forEach(text -> all.add(new Pattern(text, Kind.BASE64)));
        return all;
    }

    private static void addWhole(@Nullable DecodedText form, List<Pattern> all) {
        if (form != null && form.text().length() >= WINDOW) {
            all.add(new Pattern(form.text(), Kind.WHOLE));
        }
    }

    /** Returns the Base64 characters that depend on the value alone if {@code alignment} bytes of a group of three precede it. */
    private static String base64(String value, int alignment, Base64.Encoder encoder) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        byte[] shifted = new byte[alignment + bytes.length];
        System.arraycopy(bytes, 0, shifted, alignment, bytes.length);
        int start = alignment == 0 ? 0 : alignment + 1;
        return encoder.encodeToString(shifted).substring(start, shifted.length * 8 / 6);
    }

    private void index(int pattern) {
        String text = window(patterns[pattern]);
        for (int end = BLOCK - 1; end < WINDOW; end++) {
            int cell = cell(text, end);
            shifts[cell] = (byte) Math.min(shifts[cell], WINDOW - 1 - end);
        }
        int cell = cell(text, WINDOW - 1);
        next[pattern] = first[cell];
        first[cell] = pattern;
    }

    private static String window(Pattern pattern) {
        String text = pattern.text();
        return pattern.kind() == Kind.END ? text.substring(text.length() - WINDOW) : text.substring(0, WINDOW);
    }

    private int cell(String text, int end) {
        int hash = (text.charAt(end - 2) * 31 + text.charAt(end - 1)) * 31 + text.charAt(end);
        return (hash ^ hash >>> 12) & shifts.length - 1;
    }

    /** Whether a value is registered. */
    boolean contains(String value) {
        return values.containsKey(value);
    }

    /** Returns a copy with another value of at least {@value #WINDOW} characters. */
    KnownSecrets with(String value) {
        Map<String, List<Pattern>> more = new LinkedHashMap<>(values);
        if (more.size() >= MAX_VALUES) {
            more.remove(more.keySet().iterator().next());
        }
        more.put(value, forms(value));
        return new KnownSecrets(more);
    }

    /** Length of the longest form, in characters. */
    int longest() {
        return longest;
    }

    /** Adds the ranges of all values in the text. */
    void find(String text, RangeSink found) {
        int end = patterns.length == 0 ? text.length() : WINDOW - 1;
        while (end < text.length()) {
            int cell = cell(text, end);
            int shift = shifts[cell];
            if (shift > 0) {
                end += shift;
                continue;
            }
            for (int i = first[cell]; i >= 0; i = next[i]) {
                compare(patterns[i], text, end + 1, found);
            }
            end++;
        }
    }

    /**
     * Compares a pattern.
     *
     * @param end end of the pattern's indexed characters in the text
     */
    private static void compare(Pattern pattern, String text, int end, RangeSink found) {
        String value = pattern.text();
        if (pattern.kind() == Kind.END) {
            int length = commonEnd(value, text, end);
            int start = end - length;
            if (length < value.length()
                    && isLongPart(length, value)
                    && (start == 0 || isBreak(text.charAt(start - 1)))) {
                found.add(start, end);
            }
            return;
        }
        int start = end - WINDOW;
        int length = commonStart(value, text, start);
        boolean isWhole = length == value.length();
        boolean isCut = !isWhole
                && isLongPart(length, value)
                && (start + length == text.length() || isBreak(text.charAt(start + length)));
        if (pattern.kind() == Kind.BASE64 && (isWhole || isCut)) {
            found.add(base64Start(text, start), base64End(text, start + length));
        } else if (isWhole || isCut) {
            found.add(start, start + length);
        }
    }

    private static boolean isLongPart(int length, String value) {
        return length >= MIN_PART && 2 * length >= value.length();
    }

    private static int commonStart(String value, String text, int start) {
        int length = 0;
        int limit = Math.min(value.length(), text.length() - start);
        while (length < limit && value.charAt(length) == text.charAt(start + length)) {
            length++;
        }
        return length;
    }

    private static int commonEnd(String value, String text, int end) {
        int length = 0;
        int limit = Math.min(value.length(), end);
        while (length < limit && value.charAt(value.length() - 1 - length) == text.charAt(end - 1 - length)) {
            length++;
        }
        return length;
    }

    /** Whether a truncated value may start or end next to this character. */
    private static boolean isBreak(char c) {
        return !Character.isLetterOrDigit(c) && c != '-' && c != '_';
    }

    private static int base64Start(String text, int at) {
        int start = at;
        while (start > 0 && isBase64(text.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    private static int base64End(String text, int at) {
        int end = at;
        while (end < text.length() && (isBase64(text.charAt(end)) || text.charAt(end) == '=')) {
            end++;
        }
        return end;
    }

    private static boolean isBase64(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '+'
                || c == '/'
                || c == '-'
                || c == '_';
    }
}
