/** Budgets: an amount of money for a period. */
@NullMarked
package dev.llmconnect.ledger.budget;

import org.jspecify.annotations.NullMarked;
