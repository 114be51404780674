package dev.llmconnect.ledger.store;

import java.time.Instant;

/**
 * One period of a budget, in which amounts are reserved. Immutable and thread-safe.
 *
 * @param budget name of the budget, for example {@code caller:alice/month}; its meaning never changes
 * @param start start of the period; {@link Instant#EPOCH} for a budget without periods
 * @param end start of the next period; {@link Instant#MAX} for a budget without periods
 * @param limitNanos amount of the budget in nano-dollars, for the check of this reservation
 */
public record BudgetWindow(String budget, Instant start, Instant end, long limitNanos) {}
