package dev.llmconnect.server.internal.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.Optional;

/**
 * Collects the body of one request, within the limit of one body and the budget of all. Until it is whole it grows in Netty's pool,
 * and not on the heap, where a growing array would leave several times its size behind. Used on the event loop only.
 */
final class IncomingBody {
    private final int limit;
    private final BodyBudget budget;
    private final BodyArrays arrays;
    private ByteBuf bytes;
    private int size;

    IncomingBody(ByteBufAllocator pool, int limit, BodyBudget budget, BodyArrays arrays) {
        this.limit = limit;
        this.budget = budget;
        this.arrays = arrays;
        bytes = pool.buffer();
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
        size += length;
        bytes.writeBytes(part);
        return Optional.empty();
    }

    /** The whole body; to be called once. */
    Body whole() {
        byte[] whole = arrays.take(size);
        bytes.readBytes(whole, 0, size);
        free();
        return new Body(arrays, whole, size);
    }

    /** Gives its share of the budget back; to be called once. */
    void release() {
        free();
        budget.give(size);
    }

    private void free() {
        bytes.release();
        bytes = Unpooled.EMPTY_BUFFER;
    }
}
