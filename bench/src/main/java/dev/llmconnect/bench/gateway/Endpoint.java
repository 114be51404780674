package dev.llmconnect.bench.gateway;

/** The two ways into a gateway. */
public enum Endpoint {
    /** {@code POST /execute}, llm-connect's own. */
    EXECUTE,
    /** {@code POST /v1/chat/completions}, which all gateways have. */
    OPENAI;

    /** For tables. */
    public String label() {
        return this == EXECUTE ? "/execute" : "OpenAI";
    }
}
