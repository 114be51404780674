package dev.llmconnect.cli;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.server.LLMServer;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.ForwardingAdapter;
import dev.llmconnect.spi.ProviderSetting;
import java.util.Map;

/** An adapter behind a server of its own, as the remote provider reaches it; all three are closed together. */
final class RemoteServer extends ForwardingAdapter {
    private final LLMServer server;
    private final LLMAdapter inside;

    private RemoteServer(LLMServer server, LLMAdapter inside) {
        super(LLMAdapters.installed()
                .newAdapter(
                        "llm-connect",
                        AdapterSettings.of(Map.of())
                                .with(ProviderSetting.BASE_URL, "http://127.0.0.1:" + server.port())));
        this.server = server;
        this.inside = inside;
    }

    /** Starts a server for an adapter. */
    static RemoteServer of(LLMAdapter inside) {
        LLMServer server = new LLMServer(inside, 0);
        server.start();
        return new RemoteServer(server, inside);
    }

    @Override
    public void close() {
        super.close();
        server.close();
        inside.close();
    }
}
