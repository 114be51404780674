package dev.llmconnect.providers.cohere;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.formats.cohere.CohereEmbeddings;
import dev.llmconnect.formats.cohere.CohereWire;
import dev.llmconnect.providers.http.Network;
import dev.llmconnect.providers.wire.DirectBackend;
import dev.llmconnect.providers.wire.WireAdapter;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderSetting;
import java.util.List;
import java.util.Optional;

/** Cohere's own API. */
public final class CohereProvider implements LLMAdapterProvider {
    private static final String NAME = "cohere";
    private static final String DEFAULT_MODEL = "command-a-03-2025";
    private static final ProviderSetting KEY = ProviderSetting.apiKey("COHERE_API_KEY", "CO_API_KEY");
    private static final ProviderSetting BASE_URL =
            ProviderSetting.baseUrl(NAME, "https://api.cohere.com", "COHERE_BASE_URL", "CO_API_URL");

    /** For the service loader. */
    public CohereProvider() {}

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
        return "Cohere, over its v2 chat API";
    }

    @Override
    public List<String> ownedModels() {
        return List.of("command-*", "c4ai-*", "embed-english-*", "embed-multilingual-*", "embed-v4*");
    }

    @Override
    public List<ProviderSetting> settings() {
        return Network.settings(NAME, KEY, BASE_URL);
    }

    @Override
    public Optional<String> defaultModel() {
        return Optional.of(DEFAULT_MODEL);
    }

    @Override
    public LLMAdapter create(AdapterSettings settings) {
        return WireAdapter.builder(
                        NAME,
                        new CohereWire(),
                        DirectBackend.bearer(settings.require(NAME, BASE_URL), settings.requireSecret(NAME, KEY)))
                .embeddings(new CohereEmbeddings())
                .defaultModel(DEFAULT_MODEL)
                .keyHint("check COHERE_API_KEY")
                .transport(settings)
                .build();
    }
}
