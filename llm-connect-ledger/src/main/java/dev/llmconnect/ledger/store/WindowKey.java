package dev.llmconnect.ledger.store;

import java.time.Instant;

/** Key of a balance. */
record WindowKey(String budget, Instant start) {
    static WindowKey of(BudgetWindow window) {
        return new WindowKey(window.budget(), window.start());
    }
}
