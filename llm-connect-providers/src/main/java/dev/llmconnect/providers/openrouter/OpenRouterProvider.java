package dev.llmconnect.providers.openrouter;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.providers.openai.ChatCompletions;
import dev.llmconnect.providers.openai.ChatDialect;
import dev.llmconnect.providers.wire.DirectBackend;
import dev.llmconnect.providers.wire.WireAdapter;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderSetting;
import java.util.List;
import java.util.Optional;

/** OpenRouter: Chat Completions, the price of each answer, and headers that tell it which program asks. */
public final class OpenRouterProvider implements LLMAdapterProvider {
    private static final String NAME = "openrouter";
    private static final String DEFAULT_MODEL = "openrouter/auto";
    private static final ProviderSetting KEY = ProviderSetting.apiKey("OPENROUTER_API_KEY");
    private static final ProviderSetting BASE_URL =
            ProviderSetting.baseUrl(NAME, "https://openrouter.ai/api/v1", "OPENROUTER_BASE_URL");

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
        return List.of(KEY, BASE_URL);
    }

    @Override
    public Optional<String> defaultModel() {
        return Optional.of(DEFAULT_MODEL);
    }

    @Override
    public LLMAdapter create(AdapterSettings settings) {
        DirectBackend backend = DirectBackend.bearer(
                        settings.require(NAME, BASE_URL), settings.requireSecret(NAME, KEY))
                .with("HTTP-Referer", "https://llmconnect.dev")
                .with("X-Title", "llm-connect");
        return WireAdapter.builder(NAME, new ChatCompletions(ChatDialect.OPENROUTER), backend)
                .defaultModel(DEFAULT_MODEL)
                .keyHint("check OPENROUTER_API_KEY")
                .build();
    }
}
