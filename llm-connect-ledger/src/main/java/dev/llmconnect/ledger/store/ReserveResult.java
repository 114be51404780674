package dev.llmconnect.ledger.store;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether an amount was reserved, and if not, which budget refused it. Immutable and thread-safe. */
public final class ReserveResult {
    /** It was reserved, of every budget. */
    public static final ReserveResult GRANTED = new ReserveResult(null, Long.MAX_VALUE);

    private final @Nullable BudgetWindow refusedBy;
    private final long roomNanos;

    private ReserveResult(@Nullable BudgetWindow refusedBy, long roomNanos) {
        this.refusedBy = refusedBy;
        this.roomNanos = roomNanos;
    }

    /**
     * Nothing was reserved.
     *
     * @param window the budget with the least room
     * @param roomNanos what is left of it in nano-dollars
     */
    public static ReserveResult refused(BudgetWindow window, long roomNanos) {
        return new ReserveResult(window, roomNanos);
    }

    /** Whether it was reserved. */
    public boolean isGranted() {
        return refusedBy == null;
    }

    /** The budget that refused it; absent when it was reserved. */
    public Optional<BudgetWindow> refusedBy() {
        return Optional.ofNullable(refusedBy);
    }

    /** What is left of the budget that refused it, in nano-dollars. */
    public long roomNanos() {
        return roomNanos;
    }

    @Override
    public String toString() {
        return refusedBy == null ? "granted" : "refused by " + refusedBy.budget();
    }
}
