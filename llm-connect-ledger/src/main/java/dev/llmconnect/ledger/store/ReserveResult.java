package dev.llmconnect.ledger.store;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Result of a reservation, with the budget that refused it, if any. Immutable and thread-safe. */
public final class ReserveResult {
    /** The amount was reserved in all budgets. */
    public static final ReserveResult GRANTED = new ReserveResult(null, Long.MAX_VALUE);

    private final @Nullable BudgetWindow refusedBy;
    private final long remainingNanos;

    private ReserveResult(@Nullable BudgetWindow refusedBy, long remainingNanos) {
        this.refusedBy = refusedBy;
        this.remainingNanos = remainingNanos;
    }

    /**
     * Creates the result of a refused reservation.
     *
     * @param window budget with the least remaining amount
     * @param remainingNanos its remaining amount in nano-dollars
     */
    public static ReserveResult refused(BudgetWindow window, long remainingNanos) {
        return new ReserveResult(window, remainingNanos);
    }

    /** Whether the amount was reserved. */
    public boolean isGranted() {
        return refusedBy == null;
    }

    /** Budget that refused the reservation; absent if granted. */
    public Optional<BudgetWindow> refusedBy() {
        return Optional.ofNullable(refusedBy);
    }

    /** Remaining amount of the budget that refused the reservation, in nano-dollars. */
    public long remainingNanos() {
        return remainingNanos;
    }

    @Override
    public String toString() {
        return refusedBy == null ? "granted" : "refused by " + refusedBy.budget();
    }
}
