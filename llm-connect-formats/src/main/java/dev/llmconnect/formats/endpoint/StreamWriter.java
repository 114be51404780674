package dev.llmconnect.formats.endpoint;

import dev.llmconnect.LLMException;
import dev.llmconnect.LLMStream;
import java.nio.charset.StandardCharsets;

/** Writes one streamed answer in a format. Used once, by one thread. */
public interface StreamWriter {
    /**
     * Writes the whole answer, blocking as long as necessary.
     *
     * @throws LLMException if the answer fails, which {@link #failure} then reports
     */
    void write(LLMStream answer, ByteOutput out);

    /** Bytes that keep a silent connection open. Default: a comment of server-sent events. */
    default byte[] ping() {
        return ": ping\n\n".getBytes(StandardCharsets.UTF_8);
    }

    /** The last bytes of an answer that failed after its first ones. */
    byte[] failure(LLMException failure);

    /**
     * Whether a failed answer ends normally, because {@link #failure} informs the client. Otherwise the connection is aborted, which no
     * client can miss. Default: {@code false}.
     */
    default boolean endsCleanlyAfterFailure() {
        return false;
    }
}
