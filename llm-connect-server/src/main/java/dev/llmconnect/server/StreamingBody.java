package dev.llmconnect.server;

import dev.llmconnect.LLMException;
import java.nio.charset.StandardCharsets;

/** Body of a streaming response. Used once, by one thread. */
@FunctionalInterface
public interface StreamingBody {
    /**
     * Writes the whole body, blocking as long as necessary, and releases its resources. Called exactly once, also if the client
     * has already disconnected.
     *
     * @throws LLMException before the first bytes are written: sent as an ordinary error response; later: sent as
     *     {@link #failure}
     */
    void writeTo(HttpOutput out);

    /**
     * Returns the bytes sent after {@link ServerLimits#pingInterval()} without output, so that no proxy closes the connection.
     * May precede the first bytes, in which case it sends the response's head. Default: a comment of server-sent events.
     */
    default byte[] ping() {
        return ": ping\n\n".getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Returns the last bytes sent if {@link #writeTo} fails after the head. Default: none.
     *
     * @param failure failure that may be shown to the client
     */
    default byte[] failure(LLMException failure) {
        return new byte[0];
    }

    /**
     * Whether a failed body ends normally, because {@link #failure} informs the client. Otherwise the connection is aborted,
     * which no client can miss. Default: {@code false}.
     */
    default boolean endsCleanlyAfterFailure() {
        return false;
    }
}
