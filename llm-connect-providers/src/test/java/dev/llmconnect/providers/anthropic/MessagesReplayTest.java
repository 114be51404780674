package dev.llmconnect.providers.anthropic;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.providers.corpus.Expected;
import dev.llmconnect.providers.corpus.Recording;
import dev.llmconnect.providers.corpus.WireReplay;
import dev.llmconnect.spi.AdapterSettings;
import java.util.Map;

/** Anthropic's own API, and gateways that speak like it. */
class MessagesReplayTest extends WireReplay {
    @Override
    protected String title() {
        return "anthropic-messages";
    }

    @Override
    protected boolean covers(Recording recording) {
        return recording.wire().equals("anthropic-messages");
    }

    @Override
    protected LLMAdapter adapter(String url, Recording recording) {
        return LLMAdapters.create(
                "anthropic",
                AdapterSettings.of(Map.of()).with("base_url", url).with("api_key", "canary-0123456789abcdef-key"));
    }

    @Override
    protected Expected expected(Recording recording) {
        return MessagesExpectation.of(recording);
    }
}
