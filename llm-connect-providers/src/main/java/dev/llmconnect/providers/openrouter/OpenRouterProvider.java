package dev.llmconnect.providers.openrouter;

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
import java.util.Optional;

/**
 * OpenRouter: Chat Completions, the price of each answer, and headers that tell it which program asks.
 *
 * <p>Source: <a href="https://openrouter.ai/docs/app-attribution">OpenRouter on attribution</a>.
 */
public final class OpenRouterProvider implements LLMAdapterProvider {
    private static final String NAME = "openrouter";
    private static final String DEFAULT_MODEL = "openrouter/auto";
    private static final ProviderSetting KEY = ProviderSetting.apiKey("OPENROUTER_API_KEY");
    private static final ProviderSetting BASE_URL =
            ProviderSetting.baseUrl(NAME, "https://openrouter.ai/api/v1", "OPENROUTER_BASE_URL");
    private static final ProviderSetting REFERER = ProviderSetting.builder("http_referer")
            .variables("OPENROUTER_HTTP_REFERER")
            .description("the URL of the calling application")
            .build();
    private static final ProviderSetting TITLE = ProviderSetting.builder("app_title")
            .variables("OPENROUTER_APP_TITLE")
            .defaultValue("llm-connect")
            .description("the name of the calling application")
            .build();

    /** For the service loader. */
    public OpenRouterProvider() {}

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
        return "OpenRouter, one key for the models of many providers";
    }

    @Override
    public List<ProviderSetting> settings() {
        return Network.settings(NAME, KEY, BASE_URL, REFERER, TITLE);
    }

    @Override
    public Optional<String> defaultModel() {
        return Optional.of(DEFAULT_MODEL);
    }

    @Override
    public LLMAdapter create(AdapterSettings settings) {
        DirectBackend backend = DirectBackend.bearer(
                        settings.require(NAME, BASE_URL), settings.requireSecret(NAME, KEY))
                .with("X-Title", settings.require(NAME, TITLE));
        DirectBackend named = settings.value(REFERER)
                .map(address -> backend.with("HTTP-Referer", address))
                .orElse(backend);
        return WireAdapter.builder(NAME, new ChatWire(ChatDialect.OPENROUTER), named)
                .embeddings(new ChatEmbeddings(ChatDialect.OPENROUTER))
                .defaultModel(DEFAULT_MODEL)
                .keyHint("check OPENROUTER_API_KEY")
                .transport(settings)
                .build();
    }
}
