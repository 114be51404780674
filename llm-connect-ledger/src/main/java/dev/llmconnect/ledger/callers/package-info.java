/** Callers: keys, permissions, budgets and limits. */
@NullMarked
package dev.llmconnect.ledger.callers;

import org.jspecify.annotations.NullMarked;
