package dev.llmconnect.providers.gemini;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.Secret;
import dev.llmconnect.formats.gemini.GeminiWire;
import dev.llmconnect.providers.google.VertexEndpoint;
import dev.llmconnect.providers.http.Network;
import dev.llmconnect.providers.wire.Backend;
import dev.llmconnect.providers.wire.DirectBackend;
import dev.llmconnect.providers.wire.WireAdapter;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderSetting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gemini on Vertex AI: in a project, with Google Cloud's credentials, or in
 * <a href="https://cloud.google.com/vertex-ai/generative-ai/docs/start/express-mode/overview">express mode</a>, with nothing but a key.
 */
public final class VertexGeminiProvider implements LLMAdapterProvider {
    private static final String NAME = "vertex-gemini";

    /** What Google's own libraries use: {@code v1} takes no ids of function calls. */
    private static final String VERSION = "v1beta1";

    /** Not {@code GOOGLE_API_KEY}, which is set where somebody uses the Gemini API. */
    private static final ProviderSetting KEY = ProviderSetting.builder(ProviderSetting.API_KEY)
            .variables("GOOGLE_VERTEX_API_KEY")
            .secret()
            .description("a key of Vertex AI's express mode, in place of project, location and credentials")
            .build();

    private static final ProviderSetting BASE_URL =
            ProviderSetting.baseUrl(NAME, "https://aiplatform.googleapis.com/" + VERSION);

    /** For the service loader. */
    public VertexGeminiProvider() {}

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
        return "Google's Gemini models on Vertex AI";
    }

    @Override
    public List<ProviderSetting> settings() {
        List<ProviderSetting> settings = new ArrayList<>(VertexEndpoint.settings(NAME));
        settings.add(KEY);
        return Network.settings(NAME, settings);
    }

    @Override
    public Optional<String> defaultModel() {
        return Optional.of(GeminiProvider.DEFAULT_MODEL);
    }

    @Override
    public LLMAdapter create(AdapterSettings settings) {
        Optional<Secret> key = settings.secret(KEY);
        Backend backend = key.isPresent() ? express(settings, key.get()) : project(settings);
        return WireAdapter.builder(NAME, GeminiWire.onVertex(), backend)
                .defaultModel(GeminiProvider.DEFAULT_MODEL)
                .keyHint("check " + (key.isPresent() ? "GOOGLE_VERTEX_API_KEY" : "GOOGLE_APPLICATION_CREDENTIALS"))
                .transport(settings)
                .build();
    }

    private static Backend express(AdapterSettings settings, Secret key) {
        String base = DirectBackend.checked(settings.require(NAME, BASE_URL));
        return DirectBackend.header(base + "/publishers/google", "x-goog-api-key", key);
    }

    private static Backend project(AdapterSettings settings) {
        return new VertexGemini(VertexEndpoint.find(NAME, settings, VERSION));
    }
}
