/** Accounting for calls: cost, permissions, budgets and limits. */
@NullMarked
package dev.llmconnect.ledger;

import org.jspecify.annotations.NullMarked;
