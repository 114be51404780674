package dev.llmconnect.providers.mistral;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.formats.chat.ChatDialect;
import dev.llmconnect.formats.chat.ChatEmbeddings;
import dev.llmconnect.formats.chat.ChatWire;
import dev.llmconnect.formats.rules.RequestRules;
import dev.llmconnect.providers.http.Network;
import dev.llmconnect.providers.wire.DirectBackend;
import dev.llmconnect.providers.wire.WireAdapter;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderSetting;
import java.util.List;
import java.util.Optional;

/** Mistral's own API. Its answers, thinking included, are read by the Chat wire, which knows every shape they come in. */
public final class MistralProvider implements LLMAdapterProvider {
    private static final String NAME = "mistral";
    private static final String DEFAULT_MODEL = "mistral-small-latest";
    private static final ProviderSetting KEY = ProviderSetting.apiKey("MISTRAL_API_KEY");
    private static final ProviderSetting BASE_URL =
            ProviderSetting.baseUrl(NAME, "https://api.mistral.ai/v1", "MISTRAL_BASE_URL");

    /** It refuses fields it does not know, {@code stream_options} among them, and counts tokens in every stream. */
    private static final ChatDialect DIALECT = ChatDialect.builder()
            .maxTokensField("max_tokens")
            .withoutStreamUsage()
            .documentUrls()
            .rules(RequestRules.MISTRAL_CHAT)
            .build();

    /** For the service loader. */
    public MistralProvider() {}

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
        return "Mistral, over its Chat API";
    }

    @Override
    public List<String> ownedModels() {
        return List.of(
                "mistral-*",
                "ministral-*",
                "magistral-*",
                "codestral-*",
                "devstral-*",
                "pixtral-*",
                "open-mistral-*",
                "open-mixtral-*");
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
        DirectBackend direct =
                DirectBackend.bearer(settings.require(NAME, BASE_URL), settings.requireSecret(NAME, KEY));
        return WireAdapter.builder(NAME, new ChatWire(DIALECT), new MistralBackend(direct))
                .embeddings(new ChatEmbeddings(DIALECT))
                .defaultModel(DEFAULT_MODEL)
                .keyHint("check MISTRAL_API_KEY")
                .transport(settings)
                .build();
    }
}
