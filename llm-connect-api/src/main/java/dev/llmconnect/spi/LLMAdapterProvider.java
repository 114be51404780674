package dev.llmconnect.spi;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMConfigurationException;
import java.util.List;
import java.util.Optional;

/**
 * Factory of the adapters of one provider, discovered with {@link java.util.ServiceLoader}: a public class with a public
 * no-argument constructor, listed in {@code META-INF/services/dev.llmconnect.spi.LLMAdapterProvider}. The constructor and the
 * descriptive methods must be cheap and are called once, when the registry loads. If one throws, returns {@code null} or times
 * out, the provider is excluded.
 */
public interface LLMAdapterProvider {
    /** Version of this interface. Compiled into implementations, so that later registries can detect it. */
    int API_VERSION = 1;

    /** Must {@code return API_VERSION;}. */
    int apiVersion();

    /** Name: lower-case letters, digits, {@code .}, {@code -} and {@code _}, for example {@code openrouter}. */
    String name();

    /** Alternative names. Default: none. */
    default List<String> aliases() {
        return List.of();
    }

    /** Description in one sentence, for help texts. */
    String description();

    /** Settings read by {@link #create}. Other explicit settings are refused. Default: none. */
    default List<ProviderSetting> settings() {
        return List.of();
    }

    /** Model used if no model is named. Default: none. */
    default Optional<String> defaultModel() {
        return Optional.empty();
    }

    /**
     * Patterns of the names of models that are this provider's own, for example {@code claude-*}, where {@code *} stands for any text. A
     * router finds the provider by them if a request names the model alone. Default: none.
     */
    default List<String> ownedModels() {
        return List.of();
    }

    /**
     * Creates an adapter. Must not call the provider.
     *
     * @throws LLMConfigurationException if a setting is missing or invalid; the message names it and how to set it
     */
    LLMAdapter create(AdapterSettings settings);

    /**
     * Creates an adapter that may use other providers of its registry. Default: ignores the registry.
     *
     * @throws LLMConfigurationException if a setting is missing or invalid; the message names it and how to set it
     */
    default LLMAdapter create(AdapterSettings settings, LLMAdapters registry) {
        return create(settings);
    }
}
