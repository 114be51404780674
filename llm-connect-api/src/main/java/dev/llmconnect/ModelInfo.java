package dev.llmconnect;

import java.util.OptionalLong;

/**
 * A model that an adapter can be asked for.
 *
 * @param id the name to ask by
 * @param provider the provider that serves it
 * @param contextTokens the context window in tokens, where known
 * @param maxOutputTokens the longest answer in tokens, where known
 */
public record ModelInfo(String id, String provider, OptionalLong contextTokens, OptionalLong maxOutputTokens) {
    /** A model of which only the name is known. */
    public ModelInfo(String id, String provider) {
        this(id, provider, OptionalLong.empty(), OptionalLong.empty());
    }
}
