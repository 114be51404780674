package dev.llmconnect.formats.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * UTF-8 text that grows. Most texts fit into one small array, where a {@link Buffer} looks up its segment for each piece: a chunk of a stream
 * is written in 0.8 µs instead of 1.0, an answer of 1 KB in 3 to 4 µs instead of 5.4. What is beyond 8 KB goes to a buffer, so that nothing large is
 * copied. Not thread-safe.
 */
final class Utf8Output {
    private static final int FIRST = 512;
    private static final int CHUNK = 8192;
    /** Characters that fit into the array whatever they are; each takes up to six bytes as an escape. */
    private static final int PART = 1024;

    private static final int MAX_ESCAPE_LENGTH = 6;

    /** What stands for a character of ASCII in a JSON string; nothing for most. */
    private static final byte[] @Nullable [] ESCAPES = new byte[128][];

    private static final byte[] LINE = bytes("\\u2028");
    private static final byte[] PARAGRAPH = bytes("\\u2029");

    static {
        for (char c = 0; c < ' '; c++) {
            escape(c, (c < 16 ? "\\u000" : "\\u00") + Integer.toHexString(c));
        }
        escape('"', "\\\"");
        escape('\\', "\\\\");
        escape('\t', "\\t");
        escape('\b', "\\b");
        escape('\n', "\\n");
        escape('\r', "\\r");
        escape('\f', "\\f");
    }

    private byte[] array = new byte[FIRST];
    private int filled;
    private @Nullable Buffer beyond;

    private static void escape(char c, String text) {
        ESCAPES[c] = bytes(text);
    }

    private static byte[] bytes(String ascii) {
        return ascii.getBytes(StandardCharsets.US_ASCII);
    }

    /** What stands for a character of ASCII in a JSON string; {@code null} if it stands for itself. */
    static byte @Nullable [] escape(int ascii) {
        return ESCAPES[ascii];
    }

    /** Bytes so far. */
    long size() {
        return beyond == null ? filled : beyond.size() + filled;
    }

    /** Adds a character of ASCII. */
    void put(char ascii) {
        room(1);
        array[filled++] = (byte) ascii;
    }

    /** Adds bytes. */
    void put(byte[] utf8, int from, int length) {
        if (length > CHUNK) {
            flush().write(utf8, from, length);
            return;
        }
        room(length);
        System.arraycopy(utf8, from, array, filled, length);
        filled += length;
    }

    /** Adds a text as it is. */
    void text(String text) {
        write(text, false);
    }

    /** Adds a text as it stands in a JSON string, without the quotes. */
    void escaped(String text) {
        write(text, true);
    }

    /** Adds a character up to U+00FF that does not stand for itself in a JSON string. */
    void escapedLatin1(int c) {
        room(MAX_ESCAPE_LENGTH);
        if (c < 128) {
            add(ESCAPES[c]);
        } else {
            array[filled++] = (byte) (0xc0 | c >> 6);
            array[filled++] = (byte) (0x80 | (c & 0x3f));
        }
    }

    private void write(String text, boolean escapes) {
        for (int from = 0; from < text.length(); ) {
            int to = Math.min(from + PART, text.length());
            if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
                to--;
            }
            room(MAX_ESCAPE_LENGTH * (to - from));
            for (int i = plain(text, from, to, escapes); i < to; i = plain(text, i, to, escapes)) {
                char c = text.charAt(i);
                if (c < 128) {
                    add(ESCAPES[c]);
                    i++;
                } else {
                    i = beyondAscii(text, i, to, escapes);
                }
            }
            from = to;
        }
    }

    /** Adds the characters that stand for themselves; returns the index of the first that does not. */
    private int plain(String text, int from, int end, boolean escapes) {
        byte[] bytes = array;
        int at = filled;
        int i = from;
        for (; i < end; i++) {
            char c = text.charAt(i);
            if (c >= 128 || (escapes && (c < ' ' || c == '"' || c == '\\'))) {
                break;
            }
            bytes[at++] = (byte) c;
        }
        filled = at;
        return i;
    }

    /** Adds a character that has room; returns the index behind it. */
    private int beyondAscii(String text, int at, int end, boolean escapes) {
        char c = text.charAt(at);
        if (c < 0x800) {
            array[filled++] = (byte) (0xc0 | c >> 6);
            array[filled++] = (byte) (0x80 | (c & 0x3f));
        } else if (escapes && (c == '\u2028' || c == '\u2029')) {
            // JavaScript ends a line there, and some parsers of JSON with it.
            add(c == '\u2028' ? LINE : PARAGRAPH);
        } else if (!Character.isSurrogate(c)) {
            array[filled++] = (byte) (0xe0 | c >> 12);
            array[filled++] = (byte) (0x80 | (c >> 6 & 0x3f));
            array[filled++] = (byte) (0x80 | (c & 0x3f));
        } else if (Character.isHighSurrogate(c) && at + 1 < end && Character.isLowSurrogate(text.charAt(at + 1))) {
            int point = Character.toCodePoint(c, text.charAt(at + 1));
            array[filled++] = (byte) (0xf0 | point >> 18);
            array[filled++] = (byte) (0x80 | (point >> 12 & 0x3f));
            array[filled++] = (byte) (0x80 | (point >> 6 & 0x3f));
            array[filled++] = (byte) (0x80 | (point & 0x3f));
            return at + 2;
        } else {
            // Half of a pair has no form in UTF-8.
            array[filled++] = '?';
        }
        return at + 1;
    }

    private void add(byte[] escape) {
        for (byte next : escape) {
            array[filled++] = next;
        }
    }

    /** Makes room for up to {@value #CHUNK} bytes. */
    private void room(int length) {
        if (length > array.length - filled) {
            if (filled + length <= CHUNK) {
                array = Arrays.copyOf(array, Math.min(CHUNK, Math.max(2 * array.length, filled + length)));
            } else {
                flush();
                if (length > array.length) {
                    array = new byte[CHUNK];
                }
            }
        }
    }

    private Buffer flush() {
        if (beyond == null) {
            beyond = new Buffer();
        }
        beyond.write(array, 0, filled);
        filled = 0;
        return beyond;
    }

    /** All bytes, as a new array; nothing is left. */
    byte[] toBytes() {
        return beyond == null ? Arrays.copyOf(array, filled) : flush().readByteArray();
    }

    /** All bytes; a large text is not copied. Nothing may be added afterwards. */
    ByteString toByteString() {
        return beyond == null ? ByteString.of(array, 0, filled) : flush().readByteString();
    }
}
