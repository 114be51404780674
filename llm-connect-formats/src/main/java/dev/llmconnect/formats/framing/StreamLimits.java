package dev.llmconnect.formats.framing;

/**
 * What a streamed answer may cost.
 *
 * @param maxBodyBytes maximum size of all events together, after decompression
 * @param maxEventBytes maximum size of a single event
 */
public record StreamLimits(long maxBodyBytes, long maxEventBytes) {
    /** The variable that sets the maximum size of an answer for every provider. */
    public static final String MAX_ANSWER_BYTES = "LLM_CONNECT_MAX_ANSWER_BYTES";
}
