package dev.llmconnect.providers.gemini;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.formats.gemini.GeminiEmbeddings;
import dev.llmconnect.formats.gemini.GeminiWire;
import dev.llmconnect.providers.http.Network;
import dev.llmconnect.providers.wire.DirectBackend;
import dev.llmconnect.providers.wire.WireAdapter;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderSetting;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Google's Gemini API, with a key of Google AI Studio. */
public final class GeminiProvider implements LLMAdapterProvider {
    /** The flash model that is no preview; from the models.dev catalogue, mid 2026. */
    static final String DEFAULT_MODEL = "gemini-3.5-flash";

    private static final String NAME = "gemini";
    private static final String VERSION = "/v1beta";
    private static final Pattern WITH_VERSION = Pattern.compile(".*/v\\d+((alpha|beta)\\d*)?");
    private static final ProviderSetting KEY = ProviderSetting.apiKey("GEMINI_API_KEY", "GOOGLE_API_KEY");
    private static final ProviderSetting BASE_URL = ProviderSetting.baseUrl(
            NAME, "https://generativelanguage.googleapis.com" + VERSION, "GOOGLE_GEMINI_BASE_URL");

    /** For the service loader. */
    public GeminiProvider() {}

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
        return "Google's Gemini models, over the Gemini API";
    }

    @Override
    public List<String> ownedModels() {
        return List.of("gemini-*", "gemma-*");
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
        String base = DirectBackend.checked(settings.require(NAME, BASE_URL));
        // Google's own libraries expect the address without the version.
        String versioned = WITH_VERSION.matcher(base).matches() ? base : base + VERSION;
        DirectBackend backend = DirectBackend.header(versioned, "x-goog-api-key", settings.requireSecret(NAME, KEY));
        return WireAdapter.builder(NAME, GeminiWire.onGeminiApi(), backend)
                .embeddings(new GeminiEmbeddings())
                .defaultModel(DEFAULT_MODEL)
                .keyHint("check GEMINI_API_KEY")
                .transport(settings)
                .build();
    }
}
