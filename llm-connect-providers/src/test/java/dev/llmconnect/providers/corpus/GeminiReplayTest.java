package dev.llmconnect.providers.corpus;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.spi.AdapterSettings;
import java.util.Map;

/** Gemini's answers, from Google's own API, from Vertex AI, and through gateways. */
class GeminiReplayTest extends WireReplay {
    @Override
    protected String title() {
        return "gemini-generate";
    }

    @Override
    protected boolean covers(Recording recording) {
        return recording.wire().equals("gemini-generate");
    }

    @Override
    protected LLMAdapter adapter(String url, Recording recording) {
        return LLMAdapters.create(
                "gemini",
                AdapterSettings.of(Map.of()).with("base_url", url).with("api_key", "canary-0123456789abcdef-key"));
    }

    @Override
    protected Expected expected(Recording recording) {
        return GeminiExpectation.of(recording);
    }
}
