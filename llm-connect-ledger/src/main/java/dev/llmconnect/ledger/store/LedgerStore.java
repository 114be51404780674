package dev.llmconnect.ledger.store;

import dev.llmconnect.Cost;
import dev.llmconnect.Usage;
import dev.llmconnect.ledger.callers.CallerSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Store of usage, budgets and reservations. May be shared by several processes. Thread-safe. All amounts are
 * {@linkplain dev.llmconnect.ledger.NanoDollars nano-dollars}.
 *
 * <p>Money is reserved before a call and settled after it. Reserved amounts count as spent until they are settled, so concurrent
 * calls never exceed a budget.
 */
public interface LedgerStore extends AutoCloseable {
    /** Time without a heartbeat after which a process counts as dead: 30 s. */
    Duration NODE_TIMEOUT = Duration.ofSeconds(30);

    /**
     * Reserves an amount in all budgets or in none.
     *
     * @param reservation unique id
     * @param windows periods of the budgets, at least one
     * @param expires time from which the reservation may be swept
     * @throws StoreException if the store is unavailable
     */
    ReserveResult reserve(String reservation, List<BudgetWindow> windows, long nanos, Instant expires);

    /**
     * Extends the reservation of a running call in all budgets or in none.
     *
     * @param reservation id of a granted reservation; ignored if it was swept, since its settlement replaces it
     * @param windows periods of the same budgets
     * @param moreNanos amount to add; 0 only extends the expiry
     * @throws StoreException if the store is unavailable
     */
    ReserveResult extend(String reservation, List<BudgetWindow> windows, long moreNanos, Instant expires);

    /**
     * Counts a call towards the limits of every scope, or of none if one is reached. Limits are sliding: no minute exceeds them.
     *
     * @param node unique id of the process; its running calls count while it is alive, see {@link #heartbeat}
     * @param claims claims on the scopes, at least one, without duplicates
     * @param now current time, for stores without a clock of their own
     * @throws StoreException if the store is unavailable
     */
    AdmitResult admit(String node, List<LimitClaim> claims, Instant now);

    /**
     * Counts the ends of calls immediately, if no other process needs to know.
     *
     * @return whether they were counted; otherwise write them with the next {@linkplain LedgerBatch batch}
     */
    boolean end(List<LimitEnd> ends);

    /**
     * Writes usage and settlements atomically and idempotently.
     *
     * @throws StoreException if the write failed or its outcome is unknown
     */
    void write(LedgerBatch batch);

    /**
     * Returns the balances of budgets, in order.
     *
     * @throws StoreException if the store is unavailable
     */
    List<Balance> balances(List<BudgetWindow> windows);

    /**
     * Sweeps expired reservations, whose process has died: the amount counts as spent and is recorded as a usage row with the
     * outcome {@link UsageRow#UNSETTLED}. A later settlement replaces it.
     *
     * @return number of swept reservations
     * @throws StoreException if the store is unavailable
     */
    int sweep(Instant now);

    /**
     * Returns sums of usage, highest cost first.
     *
     * @throws StoreException if the store is unavailable
     */
    List<UsageSummary> summarize(UsageQuery query);

    /**
     * Reprices usage rows and their daily sums after prices were corrected. Costs reported by the provider, rows without tokens,
     * and balances of budgets are unchanged.
     *
     * @param since start time, inclusive
     * @param until end time, exclusive
     * @return number of rows whose cost changed
     * @throws StoreException if the store is unavailable; rows already repriced remain so
     */
    long reprice(Instant since, Instant until, Repricing prices);

    /** Computes the cost of an attempt from current prices. */
    @FunctionalInterface
    interface Repricing {
        /**
         * Returns the cost.
         *
         * @param provider provider of the attempt
         * @param responseModel model that answered
         * @param requestedModel requested model
         */
        Cost cost(String provider, String responseModel, String requestedModel, Usage usage);
    }

    /**
     * Deletes individual usage rows before a time; their daily sums are kept.
     *
     * @return number of deleted rows
     * @throws StoreException if the store is unavailable
     */
    long deleteRowsBefore(Instant time);

    /**
     * Records that a process is alive.
     *
     * @param node unique id of the process
     * @return number of processes alive within {@link #NODE_TIMEOUT}, including this one
     * @throws StoreException if the store is unavailable
     */
    int heartbeat(String node, Instant now);

    /** Text of the callers, shared by all users of the store; empty until a key is added. */
    CallerSource callerSource();

    /** Name of the store in messages, for example {@code SQLite file /var/lib/llm-connect/ledger.db}; without credentials. */
    String description();

    /** Releases connections. Idempotent. */
    @Override
    void close();
}
