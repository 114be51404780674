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
import java.util.List;

/**
 * All providers behind one adapter: models are named {@code provider/model}, for example {@code anthropic/claude-sonnet-4-5} or
 * {@code openrouter/anthropic/claude-sonnet-4}, or alone, {@code claude-sonnet-4-5}, if a configured provider owns that name or is the only
 * one that lists it. Each provider is created by the first call that needs it, with its own settings
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
        return "All other providers: the model name `provider/model` selects one, as does a bare name that one of them owns or lists";
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

    /**
     * Returns in a few words where a model name goes, as far as that is known without asking providers for their lists.
     *
     * @param settings settings of the providers
     */
    public static String explain(String model, AdapterSettings settings, LLMAdapters registry) {
        int slash = model.indexOf('/');
        String prefix = slash < 0 ? "" : model.substring(0, slash);
        boolean isProvider = registry.providers().stream()
                .anyMatch(provider -> provider.name().equalsIgnoreCase(prefix)
                        || provider.aliases().stream().anyMatch(prefix::equalsIgnoreCase));
        if (isProvider) {
            return "provider " + prefix + ", model " + model.substring(slash + 1)
                    + ": the name begins with the provider";
        }
        List<String> configured = RoutedModels.configured(registry, settings);
        return new ModelOwners(registry, configured)
                .of(model)
                .map(owner -> "provider " + owner.provider() + ", model " + model + ": it owns " + owner.pattern())
                .orElseGet(() ->
                        "the only one that lists it of the configured providers: " + String.join(", ", configured));
    }

    private static void refuse(AdapterSettings settings, String name) {
        ProviderSetting given = ProviderSetting.builder(name).build();
        if (settings.value(given).isPresent()) {
            throw new LLMConfigurationException(
                    NAME + " does not take " + name + "; set it for each provider in the environment");
        }
    }
}
