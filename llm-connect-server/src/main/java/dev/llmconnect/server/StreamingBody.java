package dev.llmconnect.server;

import dev.llmconnect.LLMException;
import java.nio.charset.StandardCharsets;

/** The body of one streaming response. Used by one thread, once. */
@FunctionalInterface
public interface StreamingBody {
    /**
     * Writes the whole body and releases what it is made from; blocks as long as that takes. Called exactly once, also when the client
     * has gone already.
     *
     * @throws LLMException before the first bytes are written: becomes an ordinary error response; later: {@link #failure} is sent
     */
    void writeTo(HttpOutput out);

    /**
     * What is sent after {@link ServerLimits#pingInterval()} without any bytes, so that no proxy closes the connection: before the first
     * bytes too, in which case it sends the response's head. A comment of server-sent events by default.
     */
    default byte[] ping() {
        return ": ping\n\n".getBytes(StandardCharsets.UTF_8);
    }

    /**
     * What is sent last when {@link #writeTo} fails after the head; nothing by default.
     *
     * @param failure what a client may know
     */
    default byte[] failure(LLMException failure) {
        return new byte[0];
    }

    /**
     * Whether a body that failed ends like a whole one, since {@link #failure} tells clients. Otherwise the connection breaks, which
     * no client can overlook; {@code false} by default.
     */
    default boolean endsCleanlyAfterFailure() {
        return false;
    }
}
