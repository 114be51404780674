package dev.llmconnect.server.internal.json;

import dev.llmconnect.LLMInvalidRequestException;
import java.nio.charset.StandardCharsets;

/**
 * The characters of one string of a JSON text. Nothing that is escaped is shorter than what it stands for, and nothing in UTF-8 is
 * shorter than in Latin-1, so the text is rewritten where it stands and copied once, into the string.
 */
final class JsonString {
    private static final String LETTERS = "\"\\/bfnrt";
    private static final String MEANT = "\"\\/\b\f\n\r\t";

    private final byte[] json;
    private final int start;
    private final int end;
    private int at;
    private int length;

    private JsonString(byte[] json, int start, int end) {
        this.json = json;
        this.start = start;
        this.end = end;
        at = start;
    }

    /**
     * The text between two quotes, which is UTF-8. The bytes may be others afterwards.
     *
     * @throws LLMInvalidRequestException for an escape that JSON does not have, or half of a surrogate pair
     */
    static String decode(byte[] json, int start, int end) {
        boolean plain = true;
        boolean latin1 = true;
        for (int i = start; i < end; i++) {
            byte c = json[i];
            if (c < 0 || c == '\\') {
                plain = false;
                // Two lead bytes begin the characters U+0080 to U+00FF, and others those beyond.
                latin1 &= c == '\\' ? json[i + 1] != 'u' : (c & 0x40) == 0 || (c & 0xfe) == 0xc2;
                i += c == '\\' ? 1 : 0;
            }
        }
        if (plain) {
            return new String(json, start, end - start, StandardCharsets.ISO_8859_1);
        }
        JsonString string = new JsonString(json, start, end);
        string.rewrite(latin1);
        return new String(json, start, string.length, latin1 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    private void rewrite(boolean latin1) {
        while (at < end) {
            byte c = json[at++];
            if (c == '\\') {
                escape();
            } else if (latin1 && c < 0) {
                put((byte) ((c & 0x03) << 6 | (json[at++] & 0x3f)));
            } else {
                put(c);
            }
        }
    }

    private void put(byte next) {
        json[start + length++] = next;
    }

    private void escape() {
        if (json[at] == 'u') {
            for (byte next : Character.toString(codePoint()).getBytes(StandardCharsets.UTF_8)) {
                put(next);
            }
            return;
        }
        int letter = LETTERS.indexOf(json[at++]);
        require(letter >= 0, "unknown escape in a string");
        put((byte) MEANT.charAt(letter));
    }

    private int codePoint() {
        char unit = codeUnit();
        if (!Character.isSurrogate(unit)) {
            return unit;
        }
        boolean pair = Character.isHighSurrogate(unit) && at + 1 < end && json[at] == '\\' && json[at + 1] == 'u';
        require(pair, "half of a surrogate pair in a string");
        at++;
        char low = codeUnit();
        require(Character.isLowSurrogate(low), "half of a surrogate pair in a string");
        return Character.toCodePoint(unit, low);
    }

    /** Reads a {@code u} and its four digits. */
    private char codeUnit() {
        at++;
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = at < end ? Character.digit((char) (json[at] & 0xff), 16) : -1;
            require(digit >= 0, "\\u without four hexadecimal digits");
            value = value * 16 + digit;
            at++;
        }
        return (char) value;
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new LLMInvalidRequestException("the body is not valid JSON: " + otherwise + ", at byte " + at);
        }
    }
}
