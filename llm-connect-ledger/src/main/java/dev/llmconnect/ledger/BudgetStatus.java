package dev.llmconnect.ledger;

import dev.llmconnect.ledger.store.Balance;
import dev.llmconnect.ledger.store.BudgetWindow;

/** Status of a budget that calls of this process have used. Immutable and thread-safe. */
public final class BudgetStatus {
    private final BudgetWindow window;
    private final Balance balance;

    BudgetStatus(BudgetWindow window, Balance balance) {
        this.window = window;
        this.balance = balance;
    }

    /** Returns the budget in its current period. */
    public BudgetWindow window() {
        return window;
    }

    /** Returns the spent and reserved amounts, at most half a second old. */
    public Balance balance() {
        return balance;
    }

    @Override
    public String toString() {
        return window + " " + balance;
    }
}
