package dev.llmconnect.ledger.store;

/**
 * Spent and reserved amounts of a budget's period. Immutable and thread-safe.
 *
 * @param spentNanos cost of settled calls in nano-dollars
 * @param reservedNanos reservations of running calls in nano-dollars
 */
public record Balance(long spentNanos, long reservedNanos) {
    /** Nothing spent or reserved. */
    public static final Balance NONE = new Balance(0, 0);

    /** Returns the amount of a limit that can still be reserved; never negative. */
    public long remaining(long limitNanos) {
        return Math.max(0, limitNanos - spentNanos - reservedNanos);
    }

    /** Whether an amount fits into a limit. */
    public boolean fits(long nanos, long limitNanos) {
        return nanos <= remaining(limitNanos);
    }
}
