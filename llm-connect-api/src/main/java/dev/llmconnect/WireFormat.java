package dev.llmconnect;

/**
 * Names of wire formats, by which {@link LLMRequest#wireFields(String)}, {@link ContentPart.Opaque} and {@link ContentPart.Hint} are
 * addressed. An open set: an adapter may use a name of its own.
 */
public final class WireFormat {
    /** OpenAI's {@code /v1/chat/completions}, and everybody who speaks it. */
    public static final String OPENAI_CHAT = "openai-chat";
    /** OpenAI's {@code /v1/responses}. */
    public static final String OPENAI_RESPONSES = "openai-responses";
    /** OpenAI's {@code /v1/embeddings}, and everybody who speaks it. */
    public static final String OPENAI_EMBEDDINGS = "openai-embeddings";
    /** Anthropic's {@code /v1/messages}. */
    public static final String ANTHROPIC_MESSAGES = "anthropic-messages";

    private WireFormat() {}
}
