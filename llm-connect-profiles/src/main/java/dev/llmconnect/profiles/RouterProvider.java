package dev.llmconnect.profiles;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.Ticker;
import dev.llmconnect.profiles.policy.Circuit;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderSetting;
import java.time.Duration;

/**
 * All providers behind one adapter: models are named {@code provider/model}, for example {@code anthropic/claude-sonnet-4-5} or
 * {@code openrouter/anthropic/claude-sonnet-4}. Each provider is created by the first call that needs it, with its own settings
 * from the environment.
 */
public final class RouterProvider implements LLMAdapterProvider {
    static final String NAME = Circuit.ROUTER;

    private static final Duration LISTING_TIMEOUT = Duration.ofSeconds(5);

    /** For the service loader. */
    public RouterProvider() {}

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
        return "All other providers: the model name `provider/model` selects one";
    }

    /** Creates a router over the installed registry. */
    @Override
    public LLMAdapter create(AdapterSettings settings) {
        return create(settings, LLMAdapters.installed());
    }

    /**
     * {@inheritDoc}
     *
     * @throws LLMConfigurationException if a base URL or a key is set, since it would be sent to every provider
     */
    @Override
    public LLMAdapter create(AdapterSettings settings, LLMAdapters registry) {
        refuse(settings, ProviderSetting.BASE_URL);
        refuse(settings, ProviderSetting.API_KEY);
        SharedAdapters providers = new SharedAdapters(registry, settings);
        return new RouterAdapter(
                registry, providers, new RoutedModels(registry, settings, providers, Ticker.system(), LISTING_TIMEOUT));
    }

    private static void refuse(AdapterSettings settings, String name) {
        ProviderSetting given = ProviderSetting.builder(name).build();
        if (settings.value(given).isPresent()) {
            throw new LLMConfigurationException(
                    NAME + " does not take " + name + "; set it for each provider in the environment");
        }
    }
}
