package dev.llmconnect.providers.corpus;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.spi.AdapterSettings;
import java.util.Map;

/** Every provider whose Chat Completions were recorded, whatever its dialect. */
class ChatReplayTest extends WireReplay {
    @Override
    protected String title() {
        return "openai-chat";
    }

    @Override
    protected boolean covers(Recording recording) {
        return recording.wire().equals("openai-chat");
    }

    @Override
    protected LLMAdapter adapter(String url, Recording recording) {
        String provider = recording.provider().equals("openrouter") ? "openrouter" : "openai-compatible";
        return LLMAdapters.create(
                provider,
                AdapterSettings.of(Map.of()).with("base_url", url).with("api_key", "canary-0123456789abcdef-key"));
    }

    @Override
    protected Expected expected(Recording recording) {
        return ChatExpectation.of(recording);
    }
}
