package dev.llmconnect.ledger.store;

import java.util.List;

/**
 * What a call cost in the end, to be booked in place of what it had reserved. Immutable.
 *
 * @param reservation the id of the reservation; may be one that the store does not have, because nothing was reserved or it was swept
 * @param windows the budgets that pay
 * @param nanos the cost in nano-dollars
 */
public record Settlement(String reservation, List<BudgetWindow> windows, long nanos) {
    /** Copies the list. */
    public Settlement {
        windows = List.copyOf(windows);
    }
}
