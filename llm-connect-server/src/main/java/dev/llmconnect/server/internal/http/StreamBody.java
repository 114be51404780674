package dev.llmconnect.server.internal.http;

import java.nio.charset.StandardCharsets;

/** Writes the body of a streaming answer. The engine calls it exactly once, also when the client has gone already. */
@FunctionalInterface
public interface StreamBody {
    /** Writes the whole body and lets go of what it is made from; blocks as long as that takes. */
    void writeTo(ResponseStream out);

    /** What is sent when the body has been silent for long, so that nobody on the way thinks it dead; a comment by default. */
    default byte[] ping() {
        return ": ping\n\n".getBytes(StandardCharsets.UTF_8);
    }
}
