package dev.llmconnect.providers.responses;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.providers.StubProvider;
import dev.llmconnect.providers.corpus.Expected;
import dev.llmconnect.providers.corpus.Recording;
import dev.llmconnect.providers.corpus.WireReplay;
import dev.llmconnect.spi.AdapterSettings;
import java.util.Map;
import java.util.Optional;

/** Every provider whose Responses were recorded. */
class ResponsesReplayTest extends WireReplay {
    @Override
    protected String title() {
        return "openai-responses";
    }

    @Override
    protected boolean covers(Recording recording) {
        return recording.wire().equals("openai-responses");
    }

    @Override
    protected Optional<String> leftOut(Recording recording) {
        if (recording.request().textOrEmpty("method").equals("DELETE")) {
            return Optional.of("deletion of a stored response");
        }
        return recording.json().textOrEmpty("object").equals("response.compaction")
                ? Optional.of("compaction of a conversation")
                : Optional.empty();
    }

    @Override
    protected boolean repeatsItsText() {
        return true;
    }

    @Override
    protected LLMAdapter adapter(String url, Recording recording) {
        return LLMAdapters.create(
                "openai-responses",
                AdapterSettings.of(Map.of("OPENAI_API_KEY", StubProvider.KEY)).with("base_url", url));
    }

    @Override
    protected Expected expected(Recording recording) {
        return ResponsesExpectation.of(recording);
    }
}
