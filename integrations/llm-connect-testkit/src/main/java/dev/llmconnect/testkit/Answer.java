package dev.llmconnect.testkit;

import java.util.List;

/**
 * What the provider is to answer; the author of a provider writes it in the provider's own format.
 *
 * @param model the model that answered
 * @param pieces the words, in the pieces in which a stream gives them
 * @param promptTokens the tokens of the prompt
 * @param completionTokens the tokens of the answer
 */
public record Answer(String model, List<String> pieces, long promptTokens, long completionTokens) {
    /** Copies {@code pieces}. */
    public Answer {
        pieces = List.copyOf(pieces);
    }

    /** All the words. */
    public String text() {
        return String.join("", pieces);
    }
}
