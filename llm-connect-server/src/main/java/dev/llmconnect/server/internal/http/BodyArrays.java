package dev.llmconnect.server.internal.http;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Arrays for large bodies and their pieces, used again: to make and clear a new one for each costs more than to fill it. Thread-safe. */
@SuppressWarnings("ReturnValueIgnored") // what a full queue does not take is left to the collector
final class BodyArrays {
    /** The length of a piece. Smaller ones are cheap. */
    static final int SMALLEST = 64 << 10;

    /** Larger ones are rare, and would keep too much of the heap. */
    static final int LARGEST = 2 << 20;

    private static final int MOST = 4;
    private static final int MOST_PIECES = 32;

    private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(MOST);
    private final BlockingQueue<byte[]> freePieces = new ArrayBlockingQueue<>(MOST_PIECES);

    /** An array of at least that length, with anything in it. */
    byte[] take(int length) {
        if (length <= SMALLEST || length > LARGEST) {
            return new byte[length];
        }
        byte[] used = free.poll();
        // Rounded up, so that bodies of nearly the same size share it.
        return used != null && used.length >= length ? used : new byte[(length + SMALLEST - 1) / SMALLEST * SMALLEST];
    }

    /** Takes back an array or a piece that nobody uses any more. */
    void give(byte[] array) {
        if (array.length == SMALLEST) {
            freePieces.offer(array);
        } else if (array.length > SMALLEST && array.length <= LARGEST) {
            free.offer(array);
        }
    }

    /** An array for a part of a body, of the length given or of {@value #SMALLEST} bytes, whichever is less, with anything in it. */
    byte[] piece(int length) {
        if (length < SMALLEST) {
            return new byte[length];
        }
        byte[] used = freePieces.poll();
        return used != null ? used : new byte[SMALLEST];
    }
}
