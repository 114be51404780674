package dev.llmconnect.providers.ollama;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.formats.ollama.OllamaEmbeddings;
import dev.llmconnect.formats.ollama.OllamaWire;
import dev.llmconnect.providers.http.Network;
import dev.llmconnect.providers.wire.DirectBackend;
import dev.llmconnect.providers.wire.WireAdapter;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderSetting;
import java.util.List;
import java.util.Optional;

/** Ollama on this machine, or wherever {@code OLLAMA_HOST} points. */
public final class OllamaProvider implements LLMAdapterProvider {
    private static final String NAME = "ollama";
    private static final String DEFAULT_MODEL = "llama3.2";
    private static final int DEFAULT_PORT = 11434;
    private static final ProviderSetting KEY = ProviderSetting.apiKey("OLLAMA_API_KEY");
    private static final ProviderSetting BASE_URL =
            ProviderSetting.baseUrl(NAME, "http://127.0.0.1:" + DEFAULT_PORT, "OLLAMA_HOST");

    /** For the service loader. */
    public OllamaProvider() {}

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
        return "Ollama, over its own chat API";
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
        DirectBackend backend = DirectBackend.bearer(
                address(settings.require(NAME, BASE_URL)), settings.secret(KEY).orElse(null));
        return WireAdapter.builder(NAME, new OllamaWire(), backend)
                .embeddings(new OllamaEmbeddings())
                .defaultModel(DEFAULT_MODEL)
                .keyHint("check OLLAMA_API_KEY")
                .transport(settings)
                .build();
    }

    /** {@code OLLAMA_HOST} may lack scheme and port, and may be the address a server listens on. */
    static String address(String host) {
        if (host.contains("://")) {
            return host;
        }
        String reachable = host.startsWith("0.0.0.0") ? "127.0.0.1" + host.substring("0.0.0.0".length()) : host;
        boolean hasPort = reachable.matches(".*:\\d+") && !reachable.matches("[0-9a-fA-F:]*::[0-9a-fA-F:]*");
        return "http://" + (reachable.startsWith(":") ? "127.0.0.1" : "") + reachable
                + (hasPort ? "" : ":" + DEFAULT_PORT);
    }
}
