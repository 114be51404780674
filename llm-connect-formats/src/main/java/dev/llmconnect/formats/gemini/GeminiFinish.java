package dev.llmconnect.formats.gemini;

import dev.llmconnect.Choice;
import dev.llmconnect.FinishReason;
import java.util.Map;
import java.util.Set;

/**
 * The contract's word for each of Gemini's. Numbers stand for the words where a gateway asks Google for {@code enum-encoding=int};
 * up to 8 both of Google's APIs number them to the same effect.
 *
 * <p>Source: the enumeration {@code FinishReason} of Google's API reference.
 */
final class GeminiFinish {
    /** The words for an answer that was broken off. */
    private static final Map<String, FinishReason> BROKEN_OFF = Map.ofEntries(
            Map.entry("SAFETY", FinishReason.CONTENT_FILTER),
            Map.entry("RECITATION", FinishReason.CONTENT_FILTER),
            Map.entry("LANGUAGE", FinishReason.CONTENT_FILTER),
            Map.entry("BLOCKLIST", FinishReason.CONTENT_FILTER),
            Map.entry("PROHIBITED_CONTENT", FinishReason.CONTENT_FILTER),
            Map.entry("SPII", FinishReason.CONTENT_FILTER),
            Map.entry("MODEL_ARMOR", FinishReason.CONTENT_FILTER),
            Map.entry("IMAGE_SAFETY", FinishReason.CONTENT_FILTER),
            Map.entry("IMAGE_PROHIBITED_CONTENT", FinishReason.CONTENT_FILTER),
            Map.entry("IMAGE_RECITATION", FinishReason.CONTENT_FILTER),
            Map.entry("MALFORMED_FUNCTION_CALL", FinishReason.ERROR),
            Map.entry("UNEXPECTED_TOOL_CALL", FinishReason.ERROR),
            Map.entry("TOO_MANY_TOOL_CALLS", FinishReason.ERROR),
            Map.entry("NO_IMAGE", FinishReason.ERROR),
            Map.entry("OTHER", FinishReason.ERROR));

    /** As some servers number them. */
    private static final Set<String> FILTERED_NUMBERS = Set.of("3", "4", "6", "7", "8");

    private GeminiFinish() {}

    /** Whether it is a reason at all: Google's enumerations begin with a value that says nothing. */
    static boolean says(String word) {
        return !word.equals("FINISH_REASON_UNSPECIFIED") && !word.equals("0");
    }

    /** Every word but the first two tells of an answer that was broken off, so an unknown one is taken for that as well. */
    static FinishReason of(String word) {
        return switch (word) {
            case "STOP", "1" -> FinishReason.STOP;
            case "MAX_TOKENS", "2" -> FinishReason.LENGTH;
            default ->
                FILTERED_NUMBERS.contains(word)
                        ? FinishReason.CONTENT_FILTER
                        : BROKEN_OFF.getOrDefault(word, FinishReason.ERROR);
        };
    }

    /** The word for a client: the provider's own where it is one of Google's and fits, else the nearest. */
    static String word(Choice answer) {
        FinishReason reason = answer.finishReason();
        String own =
                answer.providerFinishReason().filter(BROKEN_OFF::containsKey).orElse("");
        if (reason.equals(FinishReason.LENGTH)) {
            return "MAX_TOKENS";
        }
        if (reason.equals(FinishReason.ERROR)) {
            return own.isEmpty() ? "OTHER" : own;
        }
        if (reason.equals(FinishReason.CONTENT_FILTER) || answer.refusal().isPresent()) {
            return own.isEmpty() ? "SAFETY" : own;
        }
        return "STOP";
    }
}
