package dev.llmconnect.testkit;

import java.util.List;

/**
 * An answer that the provider should send in its own format.
 *
 * @param model model that answers
 * @param pieces text of the answer, in the pieces of a stream
 * @param promptTokens number of prompt tokens
 * @param completionTokens number of completion tokens
 */
public record Answer(String model, List<String> pieces, long promptTokens, long completionTokens) {
    /** Copies {@code pieces}. */
    public Answer {
        pieces = List.copyOf(pieces);
    }

    /** Returns the whole text. */
    public String text() {
        return String.join("", pieces);
    }
}
