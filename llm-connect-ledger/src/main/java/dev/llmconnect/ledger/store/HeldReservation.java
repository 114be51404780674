package dev.llmconnect.ledger.store;

import java.time.Instant;
import java.util.List;

/**
 * A reservation as it is to be kept in a database.
 *
 * @param nanos what is reserved now
 * @param keptNanos what the database has of it; 0 when it does not know it
 */
record HeldReservation(String id, List<BudgetWindow> windows, long nanos, long keptNanos, Instant expires) {}
