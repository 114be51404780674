package dev.llmconnect.server.internal.engine;

import dev.llmconnect.internal.MemoryBudget;
import dev.llmconnect.server.internal.http.RequestRejectedException;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Collects the body of one request, within the limit of one body and the budget of all. A body that comes at once is copied once. What
 * comes in parts is kept in pieces that are used again: one array that grows would leave several times its size behind, and a buffer
 * that grows in Netty's pool stops every thread of the JVM each time it gives memory back (JDK 25: some 20 times for 1 MB). Once half
 * of what the request announced is there, the rest goes to its place in the whole. Used on the event loop only.
 */
final class IncomingBody {
    static final String NO_MEMORY = "the bodies of running requests use all memory for bodies";

    private static final int MIN_PIECE_BYTES = 1 << 10;
    private static final byte[] NOTHING = {};

    private final long announced;
    private final int limit;
    private final MemoryBudget budget;
    private final BodyArrays arrays;
    private final List<byte[]> full = new ArrayList<>(0);
    private byte[] last = NOTHING;
    private int room;
    private int size;
    /** What of the budget is taken for it: nothing for a small body, so that honest callers are served while large ones are refused. */
    private int counted;

    /** For a body of the length that the request announced; negative if it did not. */
    IncomingBody(long announced, int limit, MemoryBudget budget, BodyArrays arrays) {
        this.announced = announced;
        this.limit = limit;
        this.budget = budget;
        this.arrays = arrays;
    }

    /** Adds a part, or says why not. */
    Optional<RequestRejectedException> add(ByteBuf part) {
        int length = part.readableBytes();
        if (length > limit - size) {
            return Optional.of(RequestRejectedException.tooLarge(limit));
        }
        int more = Math.max(0, size + length - MemoryBudget.UNCOUNTED_BYTES) - counted;
        if (more > 0 && !budget.take(more)) {
            return Optional.of(RequestRejectedException.overloaded(NO_MEMORY));
        }
        counted += more;
        while (part.isReadable()) {
            if (room == 0) {
                makeRoom(part.readableBytes());
            }
            int fits = Math.min(room, part.readableBytes());
            part.readBytes(last, last.length - room, fits);
            room -= fits;
            size += fits;
        }
        return Optional.empty();
    }

    /** Takes no more than twice what there is: neither a body in tiny parts nor one that is only announced costs more. */
    private void makeRoom(int coming) {
        if (announced > size && announced <= limit && announced <= 2L * (size + coming)) {
            last = joined((int) announced);
            room = last.length - size;
        } else if (size == 0) {
            last = new byte[coming];
            room = coming;
        } else {
            full.add(last);
            last = arrays.piece(Math.max(MIN_PIECE_BYTES, size));
            room = last.length;
        }
    }

    /**
     * The whole body; called once.
     *
     * @param gzip whether it is compressed
     */
    RequestBody whole(boolean gzip) {
        byte[] whole = full.isEmpty() ? last : joined(size);
        last = NOTHING;
        return new RequestBody(arrays, budget, limit, gzip, whole, size);
    }

    /** What has come, at the beginning of an array of that length; the pieces are given back. */
    private byte[] joined(int length) {
        byte[] whole = arrays.take(length);
        int at = 0;
        for (byte[] piece : full) {
            System.arraycopy(piece, 0, whole, at, piece.length);
            at += piece.length;
        }
        System.arraycopy(last, 0, whole, at, size - at);
        givePiecesBack();
        return whole;
    }

    /** Gives its share of the budget back; to be called once. */
    void release() {
        givePiecesBack();
        budget.give(counted);
    }

    private void givePiecesBack() {
        full.forEach(arrays::give);
        full.clear();
        arrays.give(last);
        last = NOTHING;
    }
}
