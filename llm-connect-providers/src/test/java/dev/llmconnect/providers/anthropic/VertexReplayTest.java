package dev.llmconnect.providers.anthropic;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.providers.corpus.Expected;
import dev.llmconnect.providers.corpus.Recording;
import dev.llmconnect.providers.corpus.WireReplay;
import dev.llmconnect.spi.AdapterSettings;
import java.util.Map;

/** Claude on Vertex AI, whose answers are Anthropic's. */
class VertexReplayTest extends WireReplay {
    @Override
    protected String title() {
        return "anthropic-vertex";
    }

    @Override
    protected boolean covers(Recording recording) {
        return recording.wire().equals("anthropic-vertex");
    }

    @Override
    protected LLMAdapter adapter(String url, Recording recording) {
        return LLMAdapters.create(
                "vertex-anthropic",
                AdapterSettings.of(Map.of())
                        .with("base_url", url)
                        .with("project", "my-project")
                        .with("access_token", "canary-0123456789abcdef-token"));
    }

    @Override
    protected Expected expected(Recording recording) {
        return MessagesExpectation.of(recording);
    }
}
