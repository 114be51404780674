package dev.llmconnect.internal;

import dev.llmconnect.internal.JsonSyntaxException.Kind;
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

    private final JsonParser parser;
    private final byte[] json;
    private final int start;
    private final int end;
    private int at;
    private int length;
    /** Whether there is half of a surrogate pair, which has a form like UTF-8's but is none. */
    private boolean hasHalf;

    private JsonString(JsonParser parser, byte[] json, int start, int end) {
        this.parser = parser;
        this.json = json;
        this.start = start;
        this.end = end;
        at = start;
    }

    /**
     * The text between two quotes, which is UTF-8. The bytes may be others afterwards.
     *
     * @param latin1 whether no character in it lies beyond U+00FF
     * @throws JsonSyntaxException for an escape that JSON does not have, and for half of a surrogate pair if the parser is strict
     */
    static String decode(JsonParser parser, byte[] json, int start, int end, boolean latin1) {
        JsonString string = new JsonString(parser, json, start, end);
        string.rewrite(latin1);
        if (string.hasHalf) {
            return withHalves(json, start, start + string.length);
        }
        return new String(json, start, string.length, latin1 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    /** The JDK's decoder replaces halves of surrogate pairs. */
    private static String withHalves(byte[] utf8, int start, int end) {
        StringBuilder text = new StringBuilder();
        int decoded = start;
        for (int i = start; i + 2 < end; i++) {
            if (utf8[i] == (byte) 0xed && (utf8[i + 1] & 0xe0) == 0xa0) {
                text.append(new String(utf8, decoded, i - decoded, StandardCharsets.UTF_8));
                text.append((char) (0xd000 | (utf8[i + 1] & 0x3f) << 6 | (utf8[i + 2] & 0x3f)));
                decoded = i + 3;
            }
        }
        return text.append(new String(utf8, decoded, end - decoded, StandardCharsets.UTF_8))
                .toString();
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
        byte meant = MEANT[json[at] & 0xff];
        if (meant == 0) {
            rareEscape();
            return;
        }
        at++;
        put(meant);
    }

    private void rareEscape() {
        if (json[at] == 'u') {
            unicode();
            return;
        }
        boolean isApostrophe = json[at++] == '\'';
        require(isApostrophe && parser.isLenient(), "unknown escape in a string");
        put((byte) '\'');
    }

    private void unicode() {
        char unit = codeUnit();
        boolean isPair = Character.isHighSurrogate(unit) && at + 1 < end && json[at] == '\\' && json[at + 1] == 'u';
        int second = at;
        if (isPair) {
            at++;
            char low = codeUnit();
            if (Character.isLowSurrogate(low)) {
                put(Character.toCodePoint(unit, low));
                return;
            }
            at = second;
        }
        if (Character.isSurrogate(unit)) {
            require(!parser.isStrict(), "half of a surrogate pair in a string");
            hasHalf = true;
        }
        put(unit);
    }

    private void put(int codePoint) {
        if (codePoint < 0x80) {
            put((byte) codePoint);
            return;
        }
        if (codePoint < 0x800) {
            put((byte) (0xc0 | codePoint >> 6));
        } else {
            if (codePoint < 0x10000) {
                put((byte) (0xe0 | codePoint >> 12));
            } else {
                put((byte) (0xf0 | codePoint >> 18));
                put((byte) (0x80 | (codePoint >> 12 & 0x3f)));
            }
            put((byte) (0x80 | (codePoint >> 6 & 0x3f)));
        }
        put((byte) (0x80 | (codePoint & 0x3f)));
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
            throw parser.wrong(Kind.SYNTAX, otherwise, at);
        }
    }
}
