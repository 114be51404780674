package dev.llmconnect.providers.openai;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.formats.chat.ChatDialect;
import dev.llmconnect.formats.chat.ChatEmbeddings;
import dev.llmconnect.formats.chat.ChatWire;
import dev.llmconnect.providers.http.Network;
import dev.llmconnect.providers.wire.DirectBackend;
import dev.llmconnect.providers.wire.WireAdapter;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderSetting;
import java.util.List;

/** OpenAI's own API, over Chat Completions. */
public final class OpenAIProvider implements LLMAdapterProvider {
    private static final String NAME = "openai";
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
    public OpenAIProvider() {}

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
        return "OpenAI, over the Chat Completions API";
    }

    @Override
    public List<String> ownedModels() {
        return List.of(
                "gpt-*", "chatgpt-*", "codex-*", "o1*", "o3*", "o4*", "text-embedding-3-*", "text-embedding-ada-*");
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
        return WireAdapter.builder(NAME, new ChatWire(ChatDialect.OPENAI), complete)
                .embeddings(new ChatEmbeddings(ChatDialect.OPENAI))
                .keyHint("check OPENAI_API_KEY")
                .transport(settings)
                .build();
    }
}
