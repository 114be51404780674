package dev.llmconnect.spring;

import dev.llmconnect.LLMAdapter;

/**
 * Wraps the adapter of the application, for example to add a cache or tools. Beans of this type are applied in their order; the
 * last one is the outermost.
 */
@FunctionalInterface
public interface LLMAdapterCustomizer {
    /** Returns the adapter to use in place of the given one; closing it must close that one. */
    LLMAdapter customize(LLMAdapter adapter);
}
