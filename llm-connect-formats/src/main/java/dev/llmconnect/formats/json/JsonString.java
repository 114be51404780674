package dev.llmconnect.formats.json;

import dev.llmconnect.LLMInvalidRequestException;
import java.nio.charset.StandardCharsets;

/**
 * The characters of one string of a JSON text. Nothing that is escaped is shorter than what it stands for, and nothing in UTF-8 is
 * shorter than in Latin-1, so the text is rewritten in place and copied once, into the string. Without that a prompt of 1 MB allocates
 * another 1 MB.
 */
final class JsonString {
    /** What each letter stands for behind a backslash; 0 where JSON has no such escape. */
    private static final byte[] MEANT = new byte[256];

    static {
        String letters = "\"\\/bfnrt";
        String meant = "\"\\/\b\f\n\r\t";
        for (int i = 0; i < letters.length(); i++) {
            MEANT[letters.charAt(i)] = (byte) meant.charAt(i);
        }
    }

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
     * @param latin1 whether no character in it lies beyond U+00FF
     * @throws LLMInvalidRequestException for an escape that JSON does not have, or half of a surrogate pair
     */
    static String decode(byte[] json, int start, int end, boolean latin1) {
        JsonString string = new JsonString(json, start, end);
        string.rewrite(latin1);
        return new String(json, start, string.length, latin1 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    private void rewrite(boolean latin1) {
        while (at < end) {
            int from = at;
            at = run(from, latin1);
            System.arraycopy(json, from, json, start + length, at - from);
            length += at - from;
            if (at < end && json[at] == '\\') {
                at++;
                escape();
            } else if (at < end) {
                put((byte) ((json[at] & 0x03) << 6 | (json[at + 1] & 0x3f)));
                at += 2;
            }
        }
    }

    /** Where what can be copied as it is ends. */
    private int run(int from, boolean latin1) {
        int to = from;
        while (to < end && json[to] != '\\' && (json[to] >= 0 || !latin1)) {
            to++;
        }
        return to;
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
        byte meant = MEANT[json[at++] & 0xff];
        require(meant != 0, "unknown escape in a string");
        put(meant);
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
