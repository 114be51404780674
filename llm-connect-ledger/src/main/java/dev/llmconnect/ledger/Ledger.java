package dev.llmconnect.ledger;

import dev.llmconnect.CheckedAdapter;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMException;
import dev.llmconnect.ledger.callers.Callers;
import dev.llmconnect.ledger.prices.Prices;
import dev.llmconnect.ledger.store.LedgerStore;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Accounts for calls: usage and cost of each attempt, budgets and limits. Thread-safe.
 *
 * <pre>{@code
 * LedgerConfig config = LedgerConfig.builder()
 *         .store(SqliteStore.open(Path.of("ledger.db")))
 *         .callers(Callers.of(Path.of("callers.json")))
 *         .build();
 * try (Ledger ledger = Ledger.open(config);
 *         LLMAdapter adapter = ledger.around(LLMAdapters.create("openai"))) {
 *     CallContext alice = CallContext.builder().caller("alice").build();
 *     adapter.execute(LLMRequest.builder().prompt("Hello").context(alice).build());
 *     ledger.flush(Duration.ofSeconds(5));
 *     ledger.store().summarize(UsageQuery.between(Instant.EPOCH, Instant.now()).groupedBy(Dimension.parse("caller")));
 * }
 * }</pre>
 */
public final class Ledger implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Ledger.class.getName());
    private static final Duration REFRESH = Duration.ofMillis(500);
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    private static final Duration SWEEP = Duration.ofSeconds(30);
    private static final Duration FORGET = Duration.ofHours(6);

    private final LedgerConfig config;
    private final LedgerWriter writer;
    private final BudgetAccounts accounts;
    private final CallLimiter limiter;
    private final OutputEstimates outputs = new OutputEstimates();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ClockWatch clockWatch;
    private final Interval sweeps = new Interval(SWEEP);
    private final Interval forgetting = new Interval(FORGET);
    private final Interval heartbeats = new Interval(HEARTBEAT);
    private final String node = UUID.randomUUID().toString();
    private final AtomicLong reservations = new AtomicLong();

    private Ledger(LedgerConfig config) {
        this.config = config;
        this.clockWatch = new ClockWatch(config.clock, config.ticker);
        this.writer = new LedgerWriter(config.store);
        this.accounts = new BudgetAccounts(config.store, writer, config.onStoreLoss, config.nodes);
        this.limiter = new CallLimiter(accounts, node, config.clock);
    }

    /** Opens a ledger and starts its writer and maintenance threads. */
    public static Ledger open(LedgerConfig config) {
        Ledger ledger = new Ledger(config);
        Thread upkeep = new Thread(ledger::upkeep, "llm-connect-ledger-upkeep");
        upkeep.setDaemon(true);
        upkeep.start();
        return ledger;
    }

    /**
     * Wraps an adapter with accounting: calls count towards the budgets and limits of the caller, tags and profile of their
     * context, are refused before any spending if those are exhausted, and have their attempts recorded. Answers carry
     * {@code cost_usd} and {@code cost_source} in their metadata.
     *
     * @param adapter adapter to wrap; closed with the result
     */
    public LLMAdapter around(LLMAdapter adapter) {
        return new LedgerAdapter(CheckedAdapter.of(adapter), this);
    }

    /** Prices of models. */
    public Prices prices() {
        return config.prices;
    }

    /** Known callers. */
    public Callers callers() {
        return config.callers;
    }

    /** Store of usage, budgets and reservations. */
    public LedgerStore store() {
        return config.store;
    }

    /** Status of a caller's limits per minute, as of its last call; empty for a caller without limits. */
    public List<LimitStatus> limitsOf(String caller) {
        return config.callers
                .byName(caller)
                .map(known -> limiter.status(caller, known.limits()))
                .orElse(List.of());
    }

    /** Number of usage rows lost because the store was unavailable or too slow for longer than they could be queued. */
    public long lostRows() {
        return writer.lostRows();
    }

    /** Number of settlements lost for the same reason; their reservations count as spent. */
    public long lostSettlements() {
        return writer.lostSettlements();
    }

    /** Number of usage rows written by this process. */
    public long writtenRows() {
        return writer.writtenRows();
    }

    /** Number of calls waiting to be written. */
    public int waitingCalls() {
        return writer.waiting();
    }

    /** Budgets used by calls of this process, in their current periods. */
    public List<BudgetStatus> budgets() {
        return accounts.statuses();
    }

    /** Whether the store is unavailable, so that this process counts locally. */
    public boolean isStoreLost() {
        return accounts.isLost() || writer.isFailing();
    }

    /**
     * Waits until the usage of all calls that have ended is written.
     *
     * @return whether it was written within the timeout
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean flush(Duration timeout) throws InterruptedException {
        return writer.flush(timeout);
    }

    /** Returns a new reservation id, unique over all processes. */
    String reservation() {
        return node + '-' + reservations.incrementAndGet();
    }

    LedgerConfig config() {
        return config;
    }

    BudgetAccounts accounts() {
        return accounts;
    }

    CallLimiter limiter() {
        return limiter;
    }

    OutputEstimates outputs() {
        return outputs;
    }

    private void upkeep() {
        try {
            do {
                maintain(config.clock.instant());
            } while (!closed.await(REFRESH.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Checks the store, sweeps expired reservations and deletes old rows, each when due. */
    synchronized void maintain(Instant now) {
        // By a clock that nobody sets: one that is put back must not keep the process from saying that it is alive.
        long nanos = config.ticker.nanos();
        clockWatch.look().ifPresent(jump -> LOG.log(Level.WARNING, "{0}", jump));
        config.callers.refresh();
        try {
            accounts.refresh(now);
            if (accounts.isLost()) {
                return;
            }
            if (heartbeats.isDue(nanos)) {
                accounts.nodes(Math.max(config.nodes, config.store.heartbeat(node, now)));
            }
            if (sweeps.isDue(nanos)) {
                int swept = config.store.sweep(now);
                if (swept > 0) {
                    LOG.log(Level.WARNING, "{0} calls of a process that died were booked as unsettled", swept);
                }
            }
            if (forgetting.isDue(nanos)) {
                config.store.deleteRowsBefore(now.minus(config.retention));
            }
        } catch (LLMException e) {
            LOG.log(Level.WARNING, "the maintenance of the ledger failed: {0}", e.getMessage());
        }
    }

    /** Writes queued usage for up to 5 s, then closes the store. Idempotent. */
    @Override
    public void close() {
        closed.countDown();
        writer.close();
        config.store.close();
    }
}
