package dev.llmconnect.providers.bedrock;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.providers.corpus.Expected;
import dev.llmconnect.providers.corpus.Recording;
import dev.llmconnect.providers.corpus.WireReplay;
import dev.llmconnect.spi.AdapterSettings;
import java.util.Map;

/** What Bedrock sent, whoever made the model. */
class ConverseReplayTest extends WireReplay {
    @Override
    protected String title() {
        return "bedrock-converse";
    }

    @Override
    protected boolean covers(Recording recording) {
        return recording.wire().equals("bedrock-converse");
    }

    @Override
    protected LLMAdapter adapter(String url, Recording recording) {
        return LLMAdapters.create(
                "bedrock",
                AdapterSettings.of(Map.of()).with("base_url", url).with("api_key", "canary-0123456789abcdef-key"));
    }

    @Override
    protected Expected expected(Recording recording) {
        return ConverseExpectation.of(recording);
    }
}
