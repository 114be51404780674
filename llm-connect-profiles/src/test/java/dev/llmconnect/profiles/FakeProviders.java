package dev.llmconnect.profiles;

import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderCatalog;
import dev.llmconnect.spi.ProviderSetting;
import java.util.List;

/** The providers of {@link FakeCatalog}. */
public final class FakeProviders implements ProviderCatalog {
    @Override
    public List<LLMAdapterProvider> providers() {
        return List.of(
                new FakeProvider(
                        "openrouter",
                        List.of("or"),
                        ProviderSetting.apiKey("OPENROUTER_API_KEY"),
                        ProviderSetting.baseUrl("openrouter", "https://openrouter.example/v1")),
                new FakeProvider("local", List.of(), ProviderSetting.baseUrl("local", "http://127.0.0.1:11434")),
                new FakeProvider("bare", List.of()));
    }
}
