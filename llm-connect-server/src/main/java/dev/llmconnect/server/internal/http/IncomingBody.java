package dev.llmconnect.server.internal.http;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Collects the body of one request, within the limit of one body and the budget of all. A body that comes at once is copied once. What
 * comes in parts is kept in pieces that are used again: one array that grows would leave several times its size behind, and a buffer
 * that grows in Netty's pool stops every thread of the JVM each time it gives memory back (JDK 25: some 20 times for 1 MB). Used on
 * the event loop only.
 */
final class IncomingBody {
    private static final int SMALLEST_PIECE = 1 << 10;
    private static final byte[] NOTHING = {};

    private final int limit;
    private final BodyBudget budget;
    private final BodyArrays arrays;
    private final List<byte[]> full = new ArrayList<>(0);
    private byte[] last = NOTHING;
    private int room;
    private int size;

    IncomingBody(int limit, BodyBudget budget, BodyArrays arrays) {
        this.limit = limit;
        this.budget = budget;
        this.arrays = arrays;
    }

    /** Adds a part, or says why not. */
    Optional<HttpRefusal> add(ByteBuf part) {
        int length = part.readableBytes();
        if (length > limit - size) {
            return Optional.of(HttpRefusal.tooLarge(limit));
        }
        if (!budget.take(length)) {
            return Optional.of(
                    HttpRefusal.overloaded("the requests that are being answered take up all memory for bodies"));
        }
        if (size == 0) {
            last = new byte[length];
            room = length;
        }
        while (part.isReadable()) {
            if (room == 0) {
                full.add(last);
                // As much as there is already, so that a body in tiny parts costs no more than twice its size.
                last = arrays.piece(Math.max(SMALLEST_PIECE, size));
                room = last.length;
            }
            int fits = Math.min(room, part.readableBytes());
            part.readBytes(last, last.length - room, fits);
            room -= fits;
            size += fits;
        }
        return Optional.empty();
    }

    /** The whole body; to be called once. */
    Body whole() {
        if (full.isEmpty()) {
            byte[] only = last;
            last = NOTHING;
            return new Body(arrays, only, size);
        }
        byte[] whole = arrays.take(size);
        int at = 0;
        for (byte[] piece : full) {
            System.arraycopy(piece, 0, whole, at, piece.length);
            at += piece.length;
        }
        System.arraycopy(last, 0, whole, at, size - at);
        givePiecesBack();
        return new Body(arrays, whole, size);
    }

    /** Gives its share of the budget back; to be called once. */
    void release() {
        givePiecesBack();
        budget.give(size);
    }

    private void givePiecesBack() {
        full.forEach(arrays::givePiece);
        full.clear();
        arrays.givePiece(last);
        last = NOTHING;
    }
}
