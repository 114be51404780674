package dev.llmconnect.formats.gemini;

import dev.llmconnect.FinishReason;

/**
 * The contract's word for each of Gemini's. Numbers stand for the words where a gateway asks Google for {@code enum-encoding=int};
 * up to 8 both of Google's APIs number them to the same effect.
 *
 * <p>Source: the enumeration {@code FinishReason} of Google's API reference.
 */
final class GeminiFinish {
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
            case "SAFETY",
                    "RECITATION",
                    "LANGUAGE",
                    "BLOCKLIST",
                    "PROHIBITED_CONTENT",
                    "SPII",
                    "MODEL_ARMOR",
                    "IMAGE_SAFETY",
                    "IMAGE_PROHIBITED_CONTENT",
                    "IMAGE_RECITATION",
                    "3",
                    "4",
                    "6",
                    "7",
                    "8" -> FinishReason.CONTENT_FILTER;
            default -> FinishReason.ERROR;
        };
    }
}
