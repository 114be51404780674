package dev.llmconnect.spi;

import java.util.List;

/**
 * Supplies several providers that are defined by data rather than classes. Discovered with {@link java.util.ServiceLoader}, like
 * an {@link LLMAdapterProvider}.
 */
public interface ProviderCatalog {
    /** Providers, each with a unique name. */
    List<LLMAdapterProvider> providers();
}
