package dev.llmconnect.formats.wire;

import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.internal.ChoiceCount;
import org.jspecify.annotations.Nullable;

/** Checks how many answers a call asks for against what a provider can give. */
public final class Choices {
    private Choices() {}

    /**
     * Checks the value of {@code n}.
     *
     * @param value {@code null} if it is not set
     * @param maximum number of answers that the provider gives at most
     * @throws LLMInvalidRequestException if it is no whole number of 1 to {@value ChoiceCount#MAX}, or more than the provider gives
     */
    public static void check(@Nullable Object value, int maximum, ProviderCall call) {
        if (value == null) {
            return;
        }
        double count = value instanceof Number number ? number.doubleValue() : 0;
        if (count < 1 || count > ChoiceCount.MAX || count != Math.rint(count)) {
            throw new LLMInvalidRequestException("model_params.n must be a whole number of 1 to " + ChoiceCount.MAX);
        }
        if (count > maximum) {
            throw call.cannotCarry(ChoiceCount.NAME, "model_params.n above " + maximum);
        }
    }
}
