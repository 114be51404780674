package dev.llmconnect.providers.corpus;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.spi.AdapterSettings;
import java.util.Map;

/** What Azure sent, through the provider of its own, on the path it was asked on. */
class AzureReplayTest extends ChatReplayTest {
    private static final String VERSION = "api-version=";

    @Override
    protected String title() {
        return "openai-chat of azure";
    }

    @Override
    protected boolean covers(Recording recording) {
        return super.covers(recording) && recording.provider().equals("azure");
    }

    @Override
    protected LLMAdapter adapter(String url, Recording recording) {
        AdapterSettings settings = AdapterSettings.of(Map.of("AZURE_API_KEY", "canary-0123456789abcdef-key"))
                .with("base_url", url);
        String path = recording.request().textOrEmpty("path");
        int version = path.indexOf(VERSION);
        return LLMAdapters.create(
                "azure-openai",
                version < 0 ? settings : settings.with("api_version", path.substring(version + VERSION.length())));
    }
}
