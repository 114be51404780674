package dev.llmconnect.server.internal.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/** Collects the body of one request on the heap, within the limit of one body and the budget of all. Used on the event loop only. */
final class IncomingBody {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final int limit;
    private final BodyBudget budget;

    IncomingBody(int limit, BodyBudget budget) {
        this.limit = limit;
        this.budget = budget;
    }

    /** Adds a part, or says why not. */
    Optional<HttpRefusal> add(ByteBuf part) {
        int length = part.readableBytes();
        if (length > limit - bytes.size()) {
            return Optional.of(HttpRefusal.tooLarge(limit));
        }
        if (!budget.take(length)) {
            return Optional.of(
                    HttpRefusal.overloaded("the requests that are being answered take up all memory for bodies"));
        }
        bytes.writeBytes(ByteBufUtil.getBytes(part));
        return Optional.empty();
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }

    /** Gives its share of the budget back; to be called once. */
    void release() {
        budget.give(bytes.size());
    }
}
