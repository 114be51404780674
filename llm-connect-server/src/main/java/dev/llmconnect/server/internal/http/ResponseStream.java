package dev.llmconnect.server.internal.http;

import dev.llmconnect.LLMCancelledException;

/** Takes the body of a streaming answer, bit by bit. To be used by one thread. */
public interface ResponseStream {
    /**
     * Sends bytes, blocking while the client is slower than the writer.
     *
     * @throws LLMCancelledException when the client has gone or takes nothing any more
     */
    void write(byte[] bytes);
}
