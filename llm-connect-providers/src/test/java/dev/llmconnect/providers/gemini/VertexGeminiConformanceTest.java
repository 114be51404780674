package dev.llmconnect.providers.gemini;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.spi.AdapterSettings;
import java.net.URI;
import java.util.Map;

/** The same answers as Gemini's own API gives, asked for with an access token. */
class VertexGeminiConformanceTest extends GeminiConformanceTest {
    @Override
    public String provider() {
        return "vertex-gemini";
    }

    @Override
    public LLMAdapter adapter(URI baseUrl, String key) {
        AdapterSettings settings = AdapterSettings.of(Map.of(
                "GOOGLE_VERTEX_ACCESS_TOKEN",
                key,
                "GOOGLE_CLOUD_PROJECT",
                "my-project",
                "LLM_CONNECT_VERTEX_GEMINI_BASE_URL",
                baseUrl.toString()));
        return LLMAdapters.create(provider(), settings);
    }
}
