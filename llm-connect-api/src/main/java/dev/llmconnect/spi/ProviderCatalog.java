package dev.llmconnect.spi;

import java.util.List;

/**
 * Supplies many providers at once, for providers that are data rather than classes. Found with {@link java.util.ServiceLoader}, as a
 * single {@link LLMAdapterProvider} is.
 */
public interface ProviderCatalog {
    /** The providers, each with a unique name. */
    List<LLMAdapterProvider> providers();
}
