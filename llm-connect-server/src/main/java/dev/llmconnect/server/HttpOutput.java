package dev.llmconnect.server;

import dev.llmconnect.LLMCancelledException;

/** Output of a streaming response. Used by one thread. */
@FunctionalInterface
public interface HttpOutput {
    /**
     * Writes and flushes bytes, blocking while the client reads more slowly. The first write sends the response's head.
     *
     * @throws LLMCancelledException if the client has disconnected, or has read nothing for {@link ServerLimits#writeTimeout()}
     */
    void write(byte[] bytes);
}
