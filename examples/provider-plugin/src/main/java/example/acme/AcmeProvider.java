package example.acme;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderSetting;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;

/** Declares the provider; META-INF/services names this class. */
public final class AcmeProvider implements LLMAdapterProvider {
    private static final ProviderSetting KEY = ProviderSetting.apiKey("ACME_API_KEY");
    private static final ProviderSetting BASE_URL = ProviderSetting.baseUrl("acme", "https://api.acme.example/v1");

    @Override
    public int apiVersion() {
        return API_VERSION;
    }

    @Override
    public String name() {
        return "acme";
    }

    @Override
    public String description() {
        return "The models of Acme Inc.";
    }

    @Override
    public List<ProviderSetting> settings() {
        return List.of(KEY, BASE_URL);
    }

    @Override
    public LLMAdapter create(AdapterSettings settings) {
        URI url = URI.create(settings.require(name(), BASE_URL) + "/generate");
        return new AcmeAdapter(url, settings.requireSecret(name(), KEY), HttpClient.newHttpClient());
    }
}
