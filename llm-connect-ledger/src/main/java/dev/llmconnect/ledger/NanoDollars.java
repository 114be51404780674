package dev.llmconnect.ledger;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Amounts of money in billionths of a US dollar, as the ledger computes and stores them: exact, up to about 9 billion dollars in
 * a {@code long}.
 */
public final class NanoDollars {
    /** Nano-dollars per dollar. */
    public static final long PER_DOLLAR = 1_000_000_000L;

    private static final int DIGITS = 9;

    private NanoDollars() {}

    /**
     * Converts dollars to nano-dollars, rounding half up.
     *
     * @throws ArithmeticException if the result exceeds a {@code long}
     */
    public static long of(BigDecimal usd) {
        return usd.movePointRight(DIGITS).setScale(0, RoundingMode.HALF_UP).longValueExact();
    }

    /** Converts nano-dollars to dollars, without trailing zeros. */
    public static BigDecimal toUsd(long nanos) {
        long digits = nanos;
        int scale = DIGITS;
        while (scale > 0 && digits % 10 == 0) {
            digits /= 10;
            scale--;
        }
        return BigDecimal.valueOf(digits, scale);
    }

    /** Returns the sum, or {@link Long#MAX_VALUE} on overflow. */
    public static long sum(long a, long b) {
        return b > 0 && a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }
}
