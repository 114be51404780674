package dev.llmconnect.providers.anthropic;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.Secret;
import dev.llmconnect.formats.messages.MessagesWire;
import dev.llmconnect.providers.http.Network;
import dev.llmconnect.providers.wire.DirectBackend;
import dev.llmconnect.providers.wire.WireAdapter;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderSetting;
import java.util.List;
import java.util.Optional;

/** Anthropic's own API. */
public final class AnthropicProvider implements LLMAdapterProvider {
    /** A current Sonnet: a good answer at a middling price. */
    static final String DEFAULT_MODEL = "claude-sonnet-5";

    private static final String NAME = "anthropic";
    private static final String VERSION = "2023-06-01";
    private static final ProviderSetting KEY = ProviderSetting.apiKey("ANTHROPIC_API_KEY");
    private static final ProviderSetting TOKEN = ProviderSetting.builder("auth_token")
            .variables("ANTHROPIC_AUTH_TOKEN")
            .secret()
            .description("a token sent as Authorization: Bearer, for gateways; used if there is no API key")
            .build();
    private static final ProviderSetting BASE_URL =
            ProviderSetting.baseUrl(NAME, "https://api.anthropic.com", "ANTHROPIC_BASE_URL");

    /** For the service loader. */
    public AnthropicProvider() {}

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
        return "Anthropic, over the Messages API";
    }

    @Override
    public List<String> ownedModels() {
        return List.of("claude-*");
    }

    @Override
    public List<ProviderSetting> settings() {
        return Network.settings(NAME, KEY, TOKEN, BASE_URL);
    }

    @Override
    public Optional<String> defaultModel() {
        return Optional.of(DEFAULT_MODEL);
    }

    @Override
    public LLMAdapter create(AdapterSettings settings) {
        return WireAdapter.builder(NAME, new MessagesWire(), backend(settings))
                .defaultModel(DEFAULT_MODEL)
                .keyHint("check ANTHROPIC_API_KEY")
                .transport(settings)
                .build();
    }

    private static DirectBackend backend(AdapterSettings settings) {
        String baseUrl = settings.require(NAME, BASE_URL);
        Optional<Secret> token = settings.secret(TOKEN);
        DirectBackend backend = settings.secret(KEY).isEmpty() && token.isPresent()
                ? DirectBackend.bearer(baseUrl, token.get())
                : DirectBackend.header(baseUrl, "x-api-key", settings.requireSecret(NAME, KEY));
        return backend.with("anthropic-version", VERSION);
    }
}
