package dev.llmconnect.spi;

import dev.llmconnect.LLMAdapter;

/**
 * An adapter that answers through other adapters of the registry, for example a router: asking it is no attempt of its own, since those it
 * asks make the attempts.
 */
public interface CompositeAdapter extends LLMAdapter {}
