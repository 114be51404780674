package dev.llmconnect.spi;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMConfigurationException;
import java.util.List;
import java.util.Optional;

/**
 * Makes the adapters of one provider. Implementations are found with {@link java.util.ServiceLoader}: a public class with a public
 * constructor without arguments, named in {@code META-INF/services/dev.llmconnect.spi.LLMAdapterProvider}. Making one must cost
 * nothing: connections and keys belong into {@link #create}.
 */
public interface LLMAdapterProvider {
    /** The version of this interface. Compiled into an implementation, so that a later one can tell. */
    int API_VERSION = 1;

    /** Always {@code return API_VERSION;}. */
    int apiVersion();

    /** The name to ask by: lower case letters, digits, {@code .}, {@code -} and {@code _}, for example {@code openrouter}. */
    String name();

    /** Other names to ask by. */
    default List<String> aliases() {
        return List.of();
    }

    /** One sentence for help texts. */
    String description();

    /** What {@link #create} reads. */
    default List<ProviderSetting> settings() {
        return List.of();
    }

    /** The model that is used when nothing names one. */
    default Optional<String> defaultModel() {
        return Optional.empty();
    }

    /**
     * A new adapter. It must not call the provider yet.
     *
     * @throws LLMConfigurationException when a setting is missing or wrong; the message says which and how to give it
     */
    LLMAdapter create(AdapterSettings settings);

    /**
     * A new adapter, for a provider that asks others of the registry it was found in; by default the registry does not matter.
     *
     * @throws LLMConfigurationException when a setting is missing or wrong; the message says which and how to give it
     */
    default LLMAdapter create(AdapterSettings settings, LLMAdapters registry) {
        return create(settings);
    }
}
