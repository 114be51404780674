package dev.llmconnect.spi;

import java.util.List;

/**
 * Gives many providers at once, for those that are data rather than classes. Found with {@link java.util.ServiceLoader} like a
 * single {@link LLMAdapterProvider}.
 */
public interface AdapterCatalog {
    /** The providers, each with a name of its own. */
    List<LLMAdapterProvider> providers();
}
