package dev.llmconnect.providers.anthropic;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.formats.messages.MessagesWire;
import dev.llmconnect.formats.messages.PlatformBetas;
import dev.llmconnect.providers.google.VertexEndpoint;
import dev.llmconnect.providers.http.Network;
import dev.llmconnect.providers.wire.WireAdapter;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderSetting;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Claude on Google's Vertex AI: Anthropic's format with Google's addresses and credentials. */
public final class VertexAnthropicProvider implements LLMAdapterProvider {
    private static final String NAME = "vertex-anthropic";
    private static final ProviderSetting BETAS = ClaudeSettings.betas(NAME);

    /** For the service loader. */
    public VertexAnthropicProvider() {}

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
        return "Claude on Google's Vertex AI";
    }

    @Override
    public List<ProviderSetting> settings() {
        return Network.settings(
                NAME,
                Stream.concat(VertexEndpoint.settings(NAME).stream(), Stream.of(BETAS))
                        .toList());
    }

    @Override
    public Optional<String> defaultModel() {
        return Optional.of(AnthropicProvider.DEFAULT_MODEL);
    }

    @Override
    public LLMAdapter create(AdapterSettings settings) {
        VertexEndpoint endpoint = VertexEndpoint.find(NAME, settings);
        PlatformBetas betas = PlatformBetas.VERTEX.with(settings.value(BETAS).orElse(""));
        return WireAdapter.builder(NAME, MessagesWire.onPlatform(betas), new VertexAnthropicBackend(endpoint))
                .defaultModel(AnthropicProvider.DEFAULT_MODEL)
                .keyHint("check the Google credential")
                .transport(settings)
                .build();
    }
}
