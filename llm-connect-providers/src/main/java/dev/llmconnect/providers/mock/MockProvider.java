package dev.llmconnect.providers.mock;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.LLMAdapterProvider;
import java.util.Optional;

/** The provider {@code mock}: no key, no network. What it does is in {@link MockModel}. */
public final class MockProvider implements LLMAdapterProvider {
    static final String NAME = "mock";
    static final String DEFAULT_MODEL = "mock/echo";

    /** For the service loader. */
    public MockProvider() {}

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
        return "Deterministic answers and simulated failures, without a key or network access";
    }

    @Override
    public Optional<String> defaultModel() {
        return Optional.of(DEFAULT_MODEL);
    }

    @Override
    public LLMAdapter create(AdapterSettings settings) {
        return new MockAdapter(MockSleeper.SYSTEM);
    }
}
