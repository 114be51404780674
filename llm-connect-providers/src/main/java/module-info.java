import org.jspecify.annotations.NullMarked;

/**
 * Providers of llm-connect. Exports nothing: {@code LLMAdapters} of {@code dev.llmconnect.api} creates their adapters by name.
 *
 * @provides dev.llmconnect.internal.NetworkCheck check of the network for llm-connect doctor
 * @provides dev.llmconnect.spi.LLMAdapterProvider each provider with its own wire format
 * @provides dev.llmconnect.spi.ProviderCatalog providers of Chat Completions
 */
@NullMarked
@SuppressWarnings("requires-automatic") // Okio names its module, but does not describe it
module dev.llmconnect.providers {
    requires dev.llmconnect.api;
    requires dev.llmconnect.formats;
    requires java.xml;
    requires okhttp3;
    requires okio;

    provides dev.llmconnect.internal.NetworkCheck with
            dev.llmconnect.providers.http.NetworkProbe;
    provides dev.llmconnect.spi.LLMAdapterProvider with
            dev.llmconnect.providers.anthropic.AnthropicProvider,
            dev.llmconnect.providers.anthropic.VertexAnthropicProvider,
            dev.llmconnect.providers.azure.AzureOpenAIProvider,
            dev.llmconnect.providers.bedrock.BedrockProvider,
            dev.llmconnect.providers.cohere.CohereProvider,
            dev.llmconnect.providers.gemini.GeminiProvider,
            dev.llmconnect.providers.gemini.VertexGeminiProvider,
            dev.llmconnect.providers.mistral.MistralProvider,
            dev.llmconnect.providers.mock.MockProvider,
            dev.llmconnect.providers.ollama.OllamaProvider,
            dev.llmconnect.providers.openai.OpenAICompatibleProvider,
            dev.llmconnect.providers.openai.OpenAIProvider,
            dev.llmconnect.providers.openrouter.OpenRouterProvider,
            dev.llmconnect.providers.remote.RemoteProvider,
            dev.llmconnect.providers.responses.OpenAIResponsesProvider;
    provides dev.llmconnect.spi.ProviderCatalog with
            dev.llmconnect.providers.catalog.OpenAICompatibleCatalog;
}
