package dev.llmconnect.providers.embeddings;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.providers.StubProvider;

/** How each provider is asked for two vectors of two values, and how it answers. */
enum EmbeddingFormat {
    OPENAI("openai", "OPENAI_API_KEY", "/embeddings", """
            {"model":"m","input":["a","b"],"encoding_format":"float","dimensions":2,"user":"u1"}""", """
            {"object":"list","data":[{"object":"embedding","index":1,"embedding":[0.5,-0.25]},
             {"object":"embedding","index":0,"embedding":[1,2e-3]}],"model":"m-001",
             "usage":{"prompt_tokens":7,"total_tokens":7}}""", "m-001", true),
    OPENAI_RESPONSES("openai-responses", "OPENAI_API_KEY", OPENAI),
    CATALOG("together", "TOGETHER_API_KEY", OPENAI),
    OPENROUTER("openrouter", "OPENROUTER_API_KEY", OPENAI),
    MISTRAL("mistral", "MISTRAL_API_KEY", "/embeddings", """
            {"model":"m","input":["a","b"],"encoding_format":"float","user":"u1","output_dimension":2}""", OPENAI.answer, "m-001", true),
    REMOTE("llm-connect", "LLM_CONNECT_REMOTE_API_KEY", "/execute/embeddings", """
            {"input":["a","b"],"dimensions":2,"config":{"model_name":"m","model_params":{"user":"u1"}}}""", """
            {"embeddings":[[1,2e-3],[0.5,-0.25]],"model":"m-001","usage":{"prompt_tokens":7,"total_tokens":7},
             "metadata":{"provider_request_id":"theirs-1"}}""", "m-001", true),
    GEMINI("gemini", "GEMINI_API_KEY", "/v1beta/models/m:batchEmbedContents", """
            {"requests":[{"model":"models/m","content":{"parts":[{"text":"a"}]},"outputDimensionality":2,"user":"u1"},\
            {"model":"models/m","content":{"parts":[{"text":"b"}]},"outputDimensionality":2,"user":"u1"}]}""", """
            {"embeddings":[{"values":[1,2e-3]},{"values":[0.5,-0.25]}],"usageMetadata":{"promptTokenCount":7}}""", "m", false),
    COHERE("cohere", "COHERE_API_KEY", "/v2/embed", """
            {"model":"m","texts":["a","b"],"embedding_types":["float"],"input_type":"search_document",\
            "truncate":"NONE","output_dimension":2,"user":"u1"}""", """
            {"id":"i","texts":["a","b"],"embeddings":{"float":[[1,2e-3],[0.5,-0.25]]},
             "meta":{"api_version":{"version":"2"},"billed_units":{"input_tokens":7}}}""", "m", false),
    OLLAMA("ollama", "OLLAMA_API_KEY", "/api/embed", """
            {"model":"m","input":["a","b"],"truncate":false,"dimensions":2,"options":{"user":"u1"}}""", """
            {"model":"m-001","embeddings":[[1,2e-3],[0.5,-0.25]],"total_duration":1,"prompt_eval_count":7}""", "m-001", false);

    final String provider;
    final String path;
    final String request;
    final String answer;
    final String model;
    final boolean takesTokens;
    private final String keyVariable;

    EmbeddingFormat(
            String provider,
            String keyVariable,
            String path,
            String request,
            String answer,
            String model,
            boolean takesTokens) {
        this.provider = provider;
        this.keyVariable = keyVariable;
        this.path = path;
        this.request = request;
        this.answer = answer;
        this.model = model;
        this.takesTokens = takesTokens;
    }

    EmbeddingFormat(String provider, String keyVariable, EmbeddingFormat same) {
        this(provider, keyVariable, same.path, same.request, same.answer, same.model, same.takesTokens);
    }

    LLMAdapter adapter(StubProvider stub) {
        return stub.adapter(provider, keyVariable);
    }
}
