package dev.llmconnect.formats.models;

/**
 * What a model does not take as others do.
 *
 * @param refusesTemperature whether it answers a request with {@code temperature} with an error, or ignores it
 * @param wantsMaxCompletionTokens whether it wants {@code max_completion_tokens} in place of {@code max_tokens}, where the wire
 *     format knows both
 */
public record ModelTraits(boolean refusesTemperature, boolean wantsMaxCompletionTokens) {
    /** A model that takes everything. */
    public static final ModelTraits NONE = new ModelTraits(false, false);
}
