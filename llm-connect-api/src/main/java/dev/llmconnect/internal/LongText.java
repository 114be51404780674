package dev.llmconnect.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks at eight bytes of a JSON string at a time: with it, weighing a prompt of 1 MB adds a quarter to its reading, without it three
 * fifths. A class of its own, since a start does not need it.
 */
final class LongText {
    /** Number of bytes up to which one is looked at after the other. */
    static final int MIN_LENGTH = 64;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long LOW = 0x0101010101010101L;
    private static final long HIGH = LOW << 7;
    private static final long QUOTES = LOW * '"';
    private static final long BACKSLASHES = LOW * '\\';
    private static final long BLANKS = LOW * ' ';

    private LongText() {}

    /** Returns an index before which there is no quote and no backslash, and at most {@code last + 8}. */
    static int withoutQuotes(byte[] json, int from, int last) {
        int at = from;
        while (at <= last) {
            long word = (long) WORD.get(json, at);
            if ((zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES)) != 0) {
                return at;
            }
            at += Long.BYTES;
        }
        return at;
    }

    /** As {@link #withoutQuotes}; nor is there a control character, nor one beyond ASCII. */
    static int plain(byte[] json, int from, int last) {
        int at = from;
        while (at <= last) {
            long word = (long) WORD.get(json, at);
            long special = zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES) | (((word - BLANKS) | word) & HIGH);
            if (special != 0) {
                return at;
            }
            at += Long.BYTES;
        }
        return at;
    }

    /** Not 0 if a byte of the word is. */
    private static long zeros(long word) {
        return (word - LOW) & ~word & HIGH;
    }
}
