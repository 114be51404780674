package dev.llmconnect.formats.endpoint;

/** Output of a streamed answer. Used by one thread. */
@FunctionalInterface
public interface ByteOutput {
    /**
     * Writes and flushes bytes, blocking while the client reads more slowly.
     *
     * @throws dev.llmconnect.LLMCancelledException if the client has disconnected
     */
    void write(byte[] bytes);
}
