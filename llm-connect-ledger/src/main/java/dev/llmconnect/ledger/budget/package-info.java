/** Budgets: amounts of money per period. */
@NullMarked
package dev.llmconnect.ledger.budget;

import org.jspecify.annotations.NullMarked;
