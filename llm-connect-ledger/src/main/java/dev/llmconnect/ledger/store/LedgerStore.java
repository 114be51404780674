package dev.llmconnect.ledger.store;

import dev.llmconnect.Cost;
import dev.llmconnect.Usage;
import dev.llmconnect.ledger.callers.CallerSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Where usage, budgets and reservations are kept. Thread-safe; several processes may share one. All amounts are {@linkplain
 * dev.llmconnect.ledger.NanoDollars nano-dollars}.
 *
 * <p>Money is reserved before a call and settled after it. What is reserved counts as gone until it is settled, so that calls that run at
 * the same time never spend more than there is.
 */
public interface LedgerStore extends AutoCloseable {
    /** The time after which a process that has said nothing counts as gone: 30 s. */
    Duration NODE_TIMEOUT = Duration.ofSeconds(30);

    /**
     * Reserves an amount of every budget, or of none.
     *
     * @param reservation a unique id
     * @param windows the budgets, at least one
     * @param expires when the reservation is taken for dead, and may be swept
     * @throws StoreException when the store cannot tell
     */
    ReserveResult reserve(String reservation, List<BudgetWindow> windows, long nanos, Instant expires);

    /**
     * Reserves more for a call that runs, of every budget or of none.
     *
     * @param reservation what {@link #reserve} was granted; for one that was swept meanwhile nothing is done, since its settlement replaces it all
     * @param windows the same budgets
     * @param moreNanos what is added; 0 only moves the expiry
     * @throws StoreException when the store cannot tell
     */
    ReserveResult extend(String reservation, List<BudgetWindow> windows, long moreNanos, Instant expires);

    /**
     * Counts a call to the limits of every scope, or of none when one of them is reached. Limits are smooth: no minute, wherever it begins,
     * holds more than one allows.
     *
     * @param node a unique id of the process; what it has running counts while it is alive, see {@link #heartbeat}
     * @param claims the scopes, at least one, each once
     * @param now the time, for stores that have no clock of their own
     * @throws StoreException when the store cannot tell
     */
    AdmitResult admit(String node, List<LimitClaim> claims, Instant now);

    /**
     * Counts the ends of calls at once, where no other process has to be told.
     *
     * @return whether it did; if not, they are to be written with the next {@linkplain LedgerBatch batch}
     */
    boolean end(List<LimitEnd> ends);

    /**
     * Writes usage and settles calls: all of it or nothing, and once, however often the same batch is written.
     *
     * @throws StoreException when it could not be written, or it is not known whether it was
     */
    void write(LedgerBatch batch);

    /**
     * What is gone of budgets, in the order asked.
     *
     * @throws StoreException when the store cannot tell
     */
    List<Balance> balances(List<BudgetWindow> windows);

    /**
     * Books every reservation that has expired, since its process died: the amount counts as spent, and is told as a usage row with the
     * outcome {@link UsageRow#UNSETTLED}. A settlement that comes later after all replaces it.
     *
     * @return how many there were
     * @throws StoreException when the store cannot be reached
     */
    int sweep(Instant now);

    /**
     * Sums of usage, largest cost first.
     *
     * @throws StoreException when the store cannot be reached
     */
    List<UsageSummary> summarize(UsageQuery query);

    /**
     * Prices usage rows again, with their daily sums, after prices were corrected. What the provider itself reported, and rows without tokens,
     * stay as they are; so does what budgets have spent.
     *
     * @param since the first moment
     * @param until the moment after the last one
     * @return how many rows cost something else now
     * @throws StoreException when the store cannot be reached; what was priced again before stays so
     */
    long reprice(Instant since, Instant until, Repricing prices);

    /** What an attempt costs by the prices of today. */
    @FunctionalInterface
    interface Repricing {
        /**
         * The cost.
         *
         * @param provider the provider that was asked
         * @param answered the model that answered
         * @param asked the model that was asked for
         */
        Cost cost(String provider, String answered, String asked, Usage usage);
    }

    /**
     * Forgets single usage rows from before a moment; their daily sums stay.
     *
     * @return how many rows there were
     * @throws StoreException when the store cannot be reached
     */
    long forgetRowsBefore(Instant time);

    /**
     * Says that a process is alive, and counts those that are.
     *
     * @param node a unique id of the process
     * @return how many have said so within {@link #NODE_TIMEOUT}, this one included
     * @throws StoreException when the store cannot be reached
     */
    int heartbeat(String node, Instant now);

    /** The text that says who may call, for all who share the store; empty until somebody adds a key. */
    CallerSource callerSource();

    /** How messages name the store, for example {@code SQLite file /var/lib/llm-connect/ledger.db}; without credentials. */
    String description();

    /** Lets go of connections. Idempotent. */
    @Override
    void close();
}
