package dev.llmconnect.formats.json;

import dev.llmconnect.LLMInvalidRequestException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.function.Supplier;

/** A number of a JSON text, exactly: a {@code Long}, a {@code BigInteger} or a {@code BigDecimal}. */
final class JsonNumber {
    /** The time to read a number grows with the square of its length. */
    private static final int MAX_LENGTH = 1000;

    private static final int MAX_LONG_DIGITS = 18;

    private JsonNumber() {}

    /**
     * The number of that text, which is one by JSON's grammar.
     *
     * @throws LLMInvalidRequestException when it has more than 1,000 characters or an exponent that nothing can hold
     */
    static Number of(String text, Supplier<String> path) {
        if (text.length() > MAX_LENGTH) {
            throw new LLMInvalidRequestException(
                    "the number at " + path.get() + " has more than " + MAX_LENGTH + " characters");
        }
        if (text.indexOf('.') >= 0 || text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
            try {
                return new BigDecimal(text);
            } catch (NumberFormatException e) {
                throw new LLMInvalidRequestException("the number at " + path.get() + " is out of range");
            }
        }
        if (text.length() <= MAX_LONG_DIGITS) {
            return Long.valueOf(text);
        }
        BigInteger whole = new BigInteger(text);
        if (whole.bitLength() < Long.SIZE) {
            return whole.longValue();
        }
        return whole;
    }
}
