package dev.llmconnect.ledger.store;

import java.time.Instant;

/** What a balance is kept by. */
record WindowKey(String budget, Instant start) {
    static WindowKey of(BudgetWindow window) {
        return new WindowKey(window.budget(), window.start());
    }
}
