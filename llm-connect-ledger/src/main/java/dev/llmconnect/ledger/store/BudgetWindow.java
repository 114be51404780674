package dev.llmconnect.ledger.store;

import java.time.Instant;

/**
 * A budget in one of its periods, which is what money is reserved of. Immutable.
 *
 * @param budget the budget's name, for example {@code caller:alice/month}; never changes its meaning
 * @param start when the period began; {@link Instant#EPOCH} of a budget without periods
 * @param end when the next period begins; {@link Instant#MAX} of a budget without periods
 * @param limitNanos the amount of the budget in nano-dollars, for the check of this reservation
 */
public record BudgetWindow(String budget, Instant start, Instant end, long limitNanos) {}
