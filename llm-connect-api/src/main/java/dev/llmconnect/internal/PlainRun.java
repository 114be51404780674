package dev.llmconnect.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds what needs attention in the text of a JSON string, eight bytes at a time, since of a long prompt hardly anything does. */
public final class PlainRun {
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101_0101_0101_0101L;
    private static final long TOP_BITS = EACH << 7;

    private PlainRun() {}

    /** Where, between the two places, the first byte stands that is a quote, a backslash, a control character or beyond ASCII; else {@code end}. */
    public static int end(byte[] text, int from, int end) {
        int at = from;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            long marks = marks((long) EIGHT_BYTES.get(text, at));
            if (marks != 0) {
                // A borrow can mark bytes that are plain, but only behind one that is not.
                return at + (Long.numberOfTrailingZeros(marks) >>> 3);
            }
        }
        while (at < end && text[at] >= ' ' && text[at] != '"' && text[at] != '\\') {
            at++;
        }
        return at;
    }

    /** The top bit of each byte that is not plain. */
    private static long marks(long eight) {
        long controls = (eight - ' ' * EACH) & ~eight;
        return (eight | controls | zeros(eight ^ '"' * EACH) | zeros(eight ^ '\\' * EACH)) & TOP_BITS;
    }

    private static long zeros(long eight) {
        return (eight - EACH) & ~eight;
    }
}
