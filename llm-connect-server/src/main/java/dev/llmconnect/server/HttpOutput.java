package dev.llmconnect.server;

import dev.llmconnect.LLMCancelledException;

/** Takes the body of a streaming response, piece by piece. Used by one thread. */
@FunctionalInterface
public interface HttpOutput {
    /**
     * Sends bytes at once; blocks while the client reads more slowly than they are written. The first ones send the response's head.
     *
     * @throws LLMCancelledException when the client has gone, or has read nothing for {@link ServerLimits#writeTimeout()}
     */
    void write(byte[] bytes);
}
