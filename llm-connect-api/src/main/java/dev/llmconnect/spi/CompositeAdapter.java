package dev.llmconnect.spi;

import dev.llmconnect.LLMAdapter;

/**
 * An adapter that delegates to other adapters of the registry, for example a router. Its own calls are not attempts; the adapters
 * it calls record theirs.
 */
public interface CompositeAdapter extends LLMAdapter {}
