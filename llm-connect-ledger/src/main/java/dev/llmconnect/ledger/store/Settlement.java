package dev.llmconnect.ledger.store;

import java.util.List;

/**
 * Final cost of a call, which replaces its reservation. Immutable and thread-safe.
 *
 * @param reservation id of the reservation; may be unknown to the store if nothing was reserved or it was swept
 * @param windows budgets that pay
 * @param nanos cost in nano-dollars
 */
public record Settlement(String reservation, List<BudgetWindow> windows, long nanos) {
    /** Copies the list. */
    public Settlement {
        windows = List.copyOf(windows);
    }
}
