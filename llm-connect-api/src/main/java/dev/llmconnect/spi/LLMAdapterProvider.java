package dev.llmconnect.spi;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMConfigurationException;
import java.util.List;
import java.util.Optional;

/**
 * Creates the adapters of one provider. Implementations are found with {@link java.util.ServiceLoader}: a public class with a public
 * constructor without arguments, named in {@code META-INF/services/dev.llmconnect.spi.LLMAdapterProvider}. The constructor and the
 * methods that describe the provider must be cheap; they are called once, when the registry is loaded. One that throws, returns
 * {@code null} or does not return in time leaves the provider out.
 */
public interface LLMAdapterProvider {
    /** The version of this interface. Compiled into an implementation, so that a later registry can tell. */
    int API_VERSION = 1;

    /** Always {@code return API_VERSION;}. */
    int apiVersion();

    /** The name: letters, digits, {@code .}, {@code -} and {@code _}, in lower case, for example {@code openrouter}. */
    String name();

    /** Other names of the provider. */
    default List<String> aliases() {
        return List.of();
    }

    /** One sentence for help texts. */
    String description();

    /** The settings that {@link #create} reads. A setting given explicitly that is not listed here is refused. */
    default List<ProviderSetting> settings() {
        return List.of();
    }

    /** The model that answers when nothing names one. */
    default Optional<String> defaultModel() {
        return Optional.empty();
    }

    /**
     * Creates an adapter. Must not call the provider.
     *
     * @throws LLMConfigurationException if a setting is missing or wrong; the message says which and how to set it
     */
    LLMAdapter create(AdapterSettings settings);

    /**
     * Creates an adapter of a provider that calls other providers of the registry it was found in; ignores the registry by default.
     *
     * @throws LLMConfigurationException if a setting is missing or wrong; the message says which and how to set it
     */
    default LLMAdapter create(AdapterSettings settings, LLMAdapters registry) {
        return create(settings);
    }
}
