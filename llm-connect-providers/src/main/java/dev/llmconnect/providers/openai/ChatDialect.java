package dev.llmconnect.providers.openai;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * In what one provider's Chat Completions differ from OpenAI's. Only the sending side: what comes back is read in every shape from
 * everybody. Immutable.
 *
 * @param maxTokensField the field for the longest answer; {@code null} for {@code max_tokens}, or {@code max_completion_tokens} where
 *     the model is known to want that
 * @param refusedDefaults defaults of the contract, by its names, that this provider takes from no model
 * @param streamUsage whether {@code stream_options.include_usage} is understood
 * @param reasoningField the assistant message's field in which earlier reasoning is wanted back; {@code null} when it is not
 * @param documentUrls whether a document may be given by its address
 * @param reportsCost whether {@code usage.cost} is the price in US dollars
 */
public record ChatDialect(
        @Nullable String maxTokensField,
        Set<String> refusedDefaults,
        boolean streamUsage,
        @Nullable String reasoningField,
        boolean documentUrls,
        boolean reportsCost) {
    /** OpenAI's own. */
    public static final ChatDialect OPENAI = new ChatDialect(null, Set.of(), true, null, false, false);

    /** OpenRouter's. */
    public static final ChatDialect OPENROUTER = new ChatDialect(null, Set.of(), true, null, true, true);

    /** Copies the set. */
    public ChatDialect {
        refusedDefaults = Set.copyOf(refusedDefaults);
    }
}
