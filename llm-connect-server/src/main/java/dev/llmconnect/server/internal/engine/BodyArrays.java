package dev.llmconnect.server.internal.engine;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Arrays for large bodies and their pieces, used again: to make and clear a new one for each costs more than to fill it. Thread-safe. */
@SuppressWarnings("ReturnValueIgnored") // what a full queue does not take is left to the collector
final class BodyArrays {
    /** The length of a piece. Smaller ones are cheap. */
    static final int PIECE_BYTES = 64 << 10;

    /** Larger ones are rare, and would keep too much of the heap. */
    static final int MAX_ARRAY_BYTES = 2 << 20;

    private static final int MAX_ARRAYS = 4;
    private static final int MAX_PIECES = 32;

    private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(MAX_ARRAYS);
    private final BlockingQueue<byte[]> freePieces = new ArrayBlockingQueue<>(MAX_PIECES);

    /** An array of at least that length, with anything in it. */
    byte[] take(int length) {
        if (length <= PIECE_BYTES || length > MAX_ARRAY_BYTES) {
            return new byte[length];
        }
        byte[] used = free.poll();
        // Rounded up, so that bodies of nearly the same size share it.
        return used != null && used.length >= length
                ? used
                : new byte[(length + PIECE_BYTES - 1) / PIECE_BYTES * PIECE_BYTES];
    }

    /** Takes back an array or a piece that nobody uses any more. */
    void give(byte[] array) {
        if (array.length == PIECE_BYTES) {
            freePieces.offer(array);
        } else if (array.length > PIECE_BYTES && array.length <= MAX_ARRAY_BYTES) {
            free.offer(array);
        }
    }

    /** An array for a part of a body, of the length given or of {@value #PIECE_BYTES} bytes, whichever is less, with anything in it. */
    byte[] piece(int length) {
        if (length < PIECE_BYTES) {
            return new byte[length];
        }
        byte[] used = freePieces.poll();
        return used != null ? used : new byte[PIECE_BYTES];
    }
}
