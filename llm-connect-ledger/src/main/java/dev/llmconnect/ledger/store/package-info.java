/** Where usage, budgets and reservations are kept: in memory, in SQLite, in PostgreSQL. */
@NullMarked
package dev.llmconnect.ledger.store;

import org.jspecify.annotations.NullMarked;
