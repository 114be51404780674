package dev.llmconnect.providers;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.Secret;
import dev.llmconnect.formats.chat.ChatDialect;
import dev.llmconnect.formats.chat.ChatWire;
import dev.llmconnect.formats.wire.Wire;
import dev.llmconnect.providers.http.HttpLimits;
import dev.llmconnect.providers.wire.DirectBackend;
import dev.llmconnect.providers.wire.WireAdapter;
import dev.llmconnect.spi.AdapterSettings;
import java.time.Duration;
import java.util.Map;

/** Adapters for tests of what all wires have in common. */
public final class TestAdapters {
    private TestAdapters() {}

    /** The provider {@code openai} at another address, with {@link StubProvider#KEY}. */
    public static LLMAdapter chat(String url) {
        return LLMAdapters.create(
                "openai",
                AdapterSettings.of(Map.of("OPENAI_API_KEY", StubProvider.KEY)).with("base_url", url));
    }

    /** Chat Completions with small limits: 1 MiB of answer, 64 KiB of event, 1 KiB of error. */
    public static LLMAdapter limited(String url, Duration connectTimeout, Duration idleTimeout) {
        return limited(new ChatWire(ChatDialect.OPENAI), url, connectTimeout, idleTimeout);
    }

    /** Any wire with these limits, and with {@link StubProvider#KEY}. */
    public static LLMAdapter limited(Wire wire, String url, Duration connectTimeout, Duration idleTimeout) {
        return WireAdapter.builder("limited", wire, DirectBackend.bearer(url, Secret.of(StubProvider.KEY)))
                .limits(new HttpLimits(connectTimeout, idleTimeout, 1 << 20, 1 << 16, 1 << 10))
                .build();
    }
}
