package dev.llmconnect;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A text with one level of escapes decoded, so that credentials are found in any spelling: backslash escapes, percent-encoding
 * and HTML character references. Maps each character to its position in the original text. Immutable.
 */
final class DecodedText {
    private static final String[][] ENTITIES = {
        {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&apos;", "'"}
    };
    private static final String NAMED = "bfnrt";
    private static final String NAMED_CHARACTERS = "\b\f\n\r\t";
    /** Maximum number of digits of a character reference. */
    private static final int MAX_REFERENCE = 8;

    private final String text;
    private final int[] origins;

    private DecodedText(String text, int[] origins) {
        this.text = text;
        this.origins = origins;
    }

    /** Returns the text unchanged, if it may contain escapes or invisible characters; otherwise {@code null}. */
    static @Nullable DecodedText of(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' || c == '%' || c == '&' || isLeftOut(c)) {
                int[] origins = new int[text.length() + 1];
                for (int at = 0; at < origins.length; at++) {
                    origins[at] = at;
                }
                return new DecodedText(text, origins);
            }
        }
        return null;
    }

    String text() {
        return text;
    }

    /** Returns the position in the original text; its end for the index after the last. */
    int origin(int index) {
        return origins[index];
    }

    /** Returns the text with another level of escapes decoded; {@code null} if there is none. */
    @Nullable
    DecodedText decoded() {
        Copy copy = new Copy();
        boolean changed = false;
        for (int i = 0; i < text.length(); ) {
            int end =
                    switch (text.charAt(i)) {
                        case '\\' -> backslash(i, copy);
                        case '%' -> percent(i, copy);
                        case '&' -> reference(i, copy);
                        default -> i;
                    };
            if (end == i) {
                copy.add(text.charAt(i), i);
                i++;
            } else {
                changed = true;
                i = end;
            }
        }
        return changed ? copy.finish() : null;
    }

    /** Returns the text without line ends and invisible characters; {@code null} if there are none. */
    @Nullable
    DecodedText joined() {
        Copy copy = new Copy();
        for (int i = 0; i < text.length(); i++) {
            if (!isLeftOut(text.charAt(i))) {
                copy.add(text.charAt(i), i);
            }
        }
        return copy.length == text.length() ? null : copy.finish();
    }

    private static boolean isLeftOut(char c) {
        return c < ' ' || (c >= '\u200b' && c <= '\u200d') || c == '\u00ad' || c == '\ufeff';
    }

    private int backslash(int start, Copy copy) {
        if (start + 1 == text.length()) {
            return start;
        }
        char next = text.charAt(start + 1);
        int digits = next == 'u' ? 4 : next == 'x' ? 2 : 0;
        if (digits > 0) {
            int end = start + 2 + digits;
            if (!isHex(start + 2, end)) {
                return start;
            }
            copy.add((char) HexFormat.fromHexDigits(text, start + 2, end), start);
            return end;
        }
        int named = NAMED.indexOf(next);
        if (named < 0 && Character.isLetterOrDigit(next)) {
            return start;
        }
        copy.add(named < 0 ? next : NAMED_CHARACTERS.charAt(named), start);
        return start + 2;
    }

    /** Decodes a byte, or the bytes of a UTF-8 character. */
    private int percent(int start, Copy copy) {
        if (!isByte(start)) {
            return start;
        }
        int first = byteAt(start);
        int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 0;
        int point = more == 0 ? first : first & (0x3f >> more);
        for (int i = 1; i <= more; i++) {
            int at = start + 3 * i;
            if (!isByte(at) || (byteAt(at) & 0xc0) != 0x80) {
                copy.add((char) first, start);
                return start + 3;
            }
            point = point << 6 | (byteAt(at) & 0x3f);
        }
        copy.addPoint(point, start);
        return start + 3 * (more + 1);
    }

    private boolean isByte(int at) {
        return at < text.length() && text.charAt(at) == '%' && isHex(at + 1, at + 3);
    }

    private int byteAt(int at) {
        return HexFormat.fromHexDigits(text, at + 1, at + 3);
    }

    private boolean isHex(int start, int end) {
        if (end > text.length()) {
            return false;
        }
        for (int i = start; i < end; i++) {
            if (!HexFormat.isHexDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private int reference(int start, Copy copy) {
        for (String[] entity : ENTITIES) {
            if (text.startsWith(entity[0], start)) {
                copy.add(entity[1].charAt(0), start);
                return start + entity[0].length();
            }
        }
        if (!text.startsWith("&#", start)) {
            return start;
        }
        boolean isHex = start + 2 < text.length() && (text.charAt(start + 2) | ' ') == 'x';
        int digits = start + (isHex ? 3 : 2);
        int end = digits;
        int point = 0;
        while (end < text.length()
                && end - digits < MAX_REFERENCE
                && Character.digit(text.charAt(end), isHex ? 16 : 10) >= 0) {
            point = Math.min(point * (isHex ? 16 : 10) + Character.digit(text.charAt(end), isHex ? 16 : 10), 1 << 22);
            end++;
        }
        if (end == digits || end == text.length() || text.charAt(end) != ';') {
            return start;
        }
        copy.addPoint(point, start);
        return end + 1;
    }

    /** Copy of characters with their positions. */
    private final class Copy {
        private final char[] characters = new char[text.length()];
        private final int[] from = new int[text.length() + 1];
        private int length;

        void add(char c, int index) {
            characters[length] = c;
            from[length++] = origins[index];
        }

        void addPoint(int point, int index) {
            if (Character.isSupplementaryCodePoint(point)) {
                add(Character.highSurrogate(point), index);
                add(Character.lowSurrogate(point), index);
            } else {
                add((char) point, index);
            }
        }

        DecodedText finish() {
            from[length] = origins[text.length()];
            return new DecodedText(new String(characters, 0, length), from);
        }
    }
}
