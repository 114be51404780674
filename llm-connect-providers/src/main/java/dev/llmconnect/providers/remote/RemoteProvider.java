package dev.llmconnect.providers.remote;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.formats.execute.ExecuteEmbeddings;
import dev.llmconnect.formats.execute.ExecuteWire;
import dev.llmconnect.providers.http.Network;
import dev.llmconnect.providers.wire.DirectBackend;
import dev.llmconnect.providers.wire.WireAdapter;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderSetting;
import java.util.List;

/** A remote llm-connect server: the same call gives the same answer, the same error code and the same profile as it would there. */
public final class RemoteProvider implements LLMAdapterProvider {
    private static final String NAME = "llm-connect";
    private static final ProviderSetting KEY = ProviderSetting.apiKey("LLM_CONNECT_REMOTE_API_KEY");
    private static final ProviderSetting BASE_URL =
            ProviderSetting.baseUrl(NAME, "http://127.0.0.1:8080", "LLM_CONNECT_URL");

    /** For the service loader. */
    public RemoteProvider() {}

    @Override
    public int apiVersion() {
        return API_VERSION;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> aliases() {
        return List.of("remote");
    }

    @Override
    public String description() {
        return "Another llm-connect server, over its POST /execute";
    }

    @Override
    public List<ProviderSetting> settings() {
        return Network.settings(NAME, KEY, BASE_URL);
    }

    @Override
    public LLMAdapter create(AdapterSettings settings) {
        DirectBackend backend = DirectBackend.bearer(
                settings.require(NAME, BASE_URL), settings.secret(KEY).orElse(null));
        return WireAdapter.builder(NAME, new ExecuteWire(), backend)
                .embeddings(new ExecuteEmbeddings())
                .defaultModel("") // the server's own
                .keyHint("check LLM_CONNECT_REMOTE_API_KEY")
                .transport(settings)
                .build();
    }
}
