package dev.llmconnect.ledger;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Amounts of money as whole billionths of a US dollar in a {@code long}, which is how the ledger computes and stores them: exact, and up to
 * about 9 billion dollars.
 */
public final class NanoDollars {
    /** How many make a dollar. */
    public static final long PER_DOLLAR = 1_000_000_000L;

    private static final int DIGITS = 9;

    private NanoDollars() {}

    /**
     * Dollars as nano-dollars, rounded half up.
     *
     * @throws ArithmeticException when it does not fit into a {@code long}
     */
    public static long of(BigDecimal usd) {
        return usd.movePointRight(DIGITS).setScale(0, RoundingMode.HALF_UP).longValueExact();
    }

    /** Nano-dollars as dollars, without trailing zeros. */
    public static BigDecimal toUsd(long nanos) {
        long digits = nanos;
        int scale = DIGITS;
        while (scale > 0 && digits % 10 == 0) {
            digits /= 10;
            scale--;
        }
        return BigDecimal.valueOf(digits, scale);
    }

    /** The sum; {@link Long#MAX_VALUE} when it would pass that. */
    public static long sum(long a, long b) {
        return b > 0 && a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }
}
