package dev.llmconnect;

/**
 * Names of wire formats, used by {@link LLMRequest#wireFields(String)}, {@link ContentPart.Opaque} and {@link ContentPart.Hint}.
 * An open set: an adapter may define its own.
 */
public final class WireFormat {
    /** OpenAI's {@code /v1/chat/completions}, also offered by many other providers. */
    public static final String OPENAI_CHAT = "openai-chat";
    /** OpenAI's {@code /v1/responses}. */
    public static final String OPENAI_RESPONSES = "openai-responses";
    /** OpenAI's {@code /v1/embeddings}, also offered by many other providers. */
    public static final String OPENAI_EMBEDDINGS = "openai-embeddings";
    /** Anthropic's {@code /v1/messages}. */
    public static final String ANTHROPIC_MESSAGES = "anthropic-messages";

    /** Gemini's {@code generateContent} and {@code streamGenerateContent}. */
    public static final String GEMINI_GENERATE = "gemini-generate";
    /** Gemini's {@code embedContent} and {@code batchEmbedContents}. */
    public static final String GEMINI_EMBED = "gemini-embed";
    /** Ollama's {@code /api/chat}. */
    public static final String OLLAMA_CHAT = "ollama-chat";
    /** Ollama's {@code /api/embed}. */
    public static final String OLLAMA_EMBED = "ollama-embed";

    private WireFormat() {}
}
