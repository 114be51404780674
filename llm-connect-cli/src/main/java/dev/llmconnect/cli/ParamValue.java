package dev.llmconnect.cli;

import dev.llmconnect.internal.JsonParser;
import dev.llmconnect.internal.JsonSyntaxException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** The value of {@code --param name=value}. */
final class ParamValue {
    private static final int MAX_LONG_DIGITS = 18;

    private ParamValue() {}

    /** JSON as what it says, anything else as a string: {@code 0.5}, {@code true}, {@code ["a"]}, {@code medium}. */
    static @Nullable Object parse(String text) {
        try {
            Object value = JsonParser.of(text).value();
            return value instanceof BigDecimal number && isLong(number) ? (Object) number.longValue() : value;
        } catch (JsonSyntaxException e) {
            return text;
        }
    }

    /** Also {@code 1e2}. */
    private static boolean isLong(BigDecimal number) {
        return number.scale() <= 0 && number.precision() - (long) number.scale() <= MAX_LONG_DIGITS;
    }
}
