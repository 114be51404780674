package dev.llmconnect.providers.responses;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.formats.chat.ChatDialect;
import dev.llmconnect.formats.chat.ChatEmbeddings;
import dev.llmconnect.formats.responses.ResponsesWire;
import dev.llmconnect.providers.http.Network;
import dev.llmconnect.providers.wire.DirectBackend;
import dev.llmconnect.providers.wire.WireAdapter;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderSetting;
import java.util.List;

/** OpenAI's own API, or another one that speaks it, over Responses. */
public final class OpenAIResponsesProvider implements LLMAdapterProvider {
    private static final String NAME = "openai-responses";
    private static final ProviderSetting KEY = ProviderSetting.apiKey("OPENAI_API_KEY");
    private static final ProviderSetting BASE_URL =
            ProviderSetting.baseUrl(NAME, "https://api.openai.com/v1", "OPENAI_BASE_URL");
    private static final ProviderSetting ORGANIZATION = ProviderSetting.builder("organization")
            .variables("OPENAI_ORG_ID")
            .description("the organization that is billed")
            .build();
    private static final ProviderSetting PROJECT = ProviderSetting.builder("project")
            .variables("OPENAI_PROJECT_ID")
            .description("the project that is billed")
            .build();

    /** For the service loader. */
    public OpenAIResponsesProvider() {}

    @Override
    public int apiVersion() {
        return API_VERSION;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "OpenAI, over the Responses API, which stores nothing unless model_params.store says so";
    }

    @Override
    public List<ProviderSetting> settings() {
        return Network.settings(NAME, KEY, BASE_URL, ORGANIZATION, PROJECT);
    }

    @Override
    public LLMAdapter create(AdapterSettings settings) {
        DirectBackend backend =
                DirectBackend.bearer(settings.require(NAME, BASE_URL), settings.requireSecret(NAME, KEY));
        DirectBackend billed = settings.value(ORGANIZATION)
                .map(id -> backend.with("OpenAI-Organization", id))
                .orElse(backend);
        DirectBackend complete = settings.value(PROJECT)
                .map(id -> billed.with("OpenAI-Project", id))
                .orElse(billed);
        return WireAdapter.builder(NAME, new ResponsesWire(), complete)
                .embeddings(new ChatEmbeddings(ChatDialect.OPENAI))
                .keyHint("check OPENAI_API_KEY")
                .transport(settings)
                .build();
    }
}
