package dev.llmconnect.ledger.store;

import java.time.Instant;
import java.util.List;

/**
 * Reservation to be stored in a database.
 *
 * @param nanos amount reserved now
 * @param keptNanos amount stored in the database; 0 if not stored
 */
record HeldReservation(String id, List<BudgetWindow> windows, long nanos, long keptNanos, Instant expires) {}
