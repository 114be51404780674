package dev.llmconnect.ledger;

import dev.llmconnect.ledger.store.Balance;
import dev.llmconnect.ledger.store.BudgetWindow;

/**
 * Status of a budget that calls of this process have used.
 *
 * @param window the budget in its current period
 * @param balance spent and reserved amounts, at most half a second old
 */
public record BudgetStatus(BudgetWindow window, Balance balance) {}
