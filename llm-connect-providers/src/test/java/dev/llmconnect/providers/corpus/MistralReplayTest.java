package dev.llmconnect.providers.corpus;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.providers.StubProvider;
import dev.llmconnect.spi.AdapterSettings;
import java.util.Map;

/** What Mistral sent, through its own adapter; its format is a dialect of Chat Completions. */
class MistralReplayTest extends ChatReplayTest {
    @Override
    protected String title() {
        return "mistral-chat";
    }

    @Override
    protected boolean covers(Recording recording) {
        return recording.wire().equals("mistral-chat");
    }

    @Override
    protected LLMAdapter adapter(String url, Recording recording) {
        return LLMAdapters.create(
                "mistral",
                AdapterSettings.of(Map.of("MISTRAL_API_KEY", StubProvider.KEY)).with("base_url", url));
    }
}
