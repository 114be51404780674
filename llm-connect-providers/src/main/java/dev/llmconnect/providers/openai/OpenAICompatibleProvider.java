package dev.llmconnect.providers.openai;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.formats.chat.ChatDialect;
import dev.llmconnect.formats.chat.ChatEmbeddings;
import dev.llmconnect.formats.chat.ChatWire;
import dev.llmconnect.providers.http.Network;
import dev.llmconnect.providers.wire.DirectBackend;
import dev.llmconnect.providers.wire.WireAdapter;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderSetting;
import java.util.ArrayList;
import java.util.List;

/** Any server that speaks Chat Completions, by its base URL; with a key or, on one's own machine, without. */
public final class OpenAICompatibleProvider implements LLMAdapterProvider {
    private static final String NAME = "openai-compatible";
    private static final ProviderSetting KEY = ProviderSetting.apiKey("LLM_CONNECT_OPENAI_COMPATIBLE_API_KEY");
    private static final ProviderSetting BASE_URL = ProviderSetting.baseUrl(NAME, null);
    private static final DialectSettings DIALECT = DialectSettings.withVariables(NAME);

    /** For the service loader. */
    public OpenAICompatibleProvider() {}

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
        return "Any server that speaks OpenAI's Chat Completions, by its base URL";
    }

    @Override
    public List<ProviderSetting> settings() {
        List<ProviderSetting> all = new ArrayList<>(List.of(KEY, BASE_URL));
        all.addAll(DIALECT.all());
        return Network.settings(NAME, all);
    }

    @Override
    public LLMAdapter create(AdapterSettings settings) {
        DirectBackend backend = DirectBackend.bearer(
                settings.require(NAME, BASE_URL), settings.secret(KEY).orElse(null));
        ChatDialect dialect = DIALECT.apply(
                settings, NAME, ChatDialect.builder().anyReasoningField().build());
        return WireAdapter.builder(NAME, new ChatWire(dialect), backend)
                .embeddings(new ChatEmbeddings(dialect))
                .modelRequired()
                .keyHint("check LLM_CONNECT_OPENAI_COMPATIBLE_API_KEY")
                .transport(settings)
                .build();
    }
}
