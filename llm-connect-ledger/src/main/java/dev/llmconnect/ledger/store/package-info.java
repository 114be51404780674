/** Stores of usage, budgets and reservations: memory, SQLite, PostgreSQL. */
@NullMarked
package dev.llmconnect.ledger.store;

import org.jspecify.annotations.NullMarked;
