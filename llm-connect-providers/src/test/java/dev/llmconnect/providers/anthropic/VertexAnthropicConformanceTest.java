package dev.llmconnect.providers.anthropic;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import java.net.URI;

/** What holds for every adapter, holds for Claude on Vertex AI, which answers as Anthropic does. */
class VertexAnthropicConformanceTest extends AnthropicConformanceTest {
    @Override
    public String provider() {
        return "vertex-anthropic";
    }

    @Override
    public LLMAdapter adapter(URI baseUrl, String key) {
        return LLMAdapters.create(
                provider(),
                settings()
                        .with("base_url", baseUrl.toString())
                        .with("project", "my-project")
                        .with("access_token", key));
    }
}
