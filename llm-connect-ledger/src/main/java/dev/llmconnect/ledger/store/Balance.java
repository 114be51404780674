package dev.llmconnect.ledger.store;

/**
 * What is gone of a budget's period. Immutable.
 *
 * @param spentNanos what settled calls cost, in nano-dollars
 * @param reservedNanos what running calls have reserved, in nano-dollars
 */
public record Balance(long spentNanos, long reservedNanos) {
    /** Nothing is gone. */
    public static final Balance NONE = new Balance(0, 0);

    /** What can still be reserved of a limit, never negative. */
    public long room(long limitNanos) {
        return Math.max(0, limitNanos - spentNanos - reservedNanos);
    }

    /** Whether an amount fits into a limit. */
    public boolean fits(long nanos, long limitNanos) {
        return nanos <= room(limitNanos);
    }
}
