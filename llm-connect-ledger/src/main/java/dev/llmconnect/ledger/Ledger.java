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
 * Accounts for calls: what each attempt used and cost, and what budgets and limits leave. Thread-safe.
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
 *     ledger.store().summarize(new UsageQuery(Instant.EPOCH, Instant.now(), List.of(Dimension.parse("caller"))));
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

    /** Opens a ledger, with a thread that writes and one that keeps the store in order. */
    public static Ledger open(LedgerConfig config) {
        Ledger ledger = new Ledger(config);
        Thread upkeep = new Thread(ledger::upkeep, "llm-connect-ledger-upkeep");
        upkeep.setDaemon(true);
        upkeep.start();
        return ledger;
    }

    /**
     * An adapter whose calls are accounted for: each counts to the budgets and limits of the caller, tags and profile of its context, is
     * refused before anything is spent when they leave too little, and has its attempts written. Its answers have {@code cost_usd} and
     * {@code cost_source} in their metadata.
     *
     * @param adapter closed with the result
     */
    public LLMAdapter around(LLMAdapter adapter) {
        return new LedgerAdapter(CheckedAdapter.of(adapter), this);
    }

    /** What models cost. */
    public Prices prices() {
        return config.prices;
    }

    /** Who may call. */
    public Callers callers() {
        return config.callers;
    }

    /** Where everything is kept. */
    public LedgerStore store() {
        return config.store;
    }

    /** What a caller has left of its limits per minute, as of its last call; empty for one without. */
    public List<LimitStatus> limitsOf(String caller) {
        return config.callers
                .byName(caller)
                .map(known -> limiter.status(caller, known.limits()))
                .orElse(List.of());
    }

    /** How many usage rows were lost, since the store was down or too slow for longer than they could wait. */
    public long lostRows() {
        return writer.lostRows();
    }

    /** Whether the store cannot be reached at the moment, so that this process counts by itself. */
    public boolean isStoreLost() {
        return accounts.isLost() || writer.isFailing();
    }

    /**
     * Waits until all that ended before is written.
     *
     * @return whether it is
     * @throws InterruptedException when interrupted
     */
    public boolean flush(Duration timeout) throws InterruptedException {
        return writer.flush(timeout);
    }

    /** A new id for a reservation, which no other process gives. */
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
                keepUp(config.clock.instant());
            } while (!closed.await(REFRESH.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Finds out whether the store is there, sweeps dead reservations and forgets old rows, each when it is due. */
    synchronized void keepUp(Instant now) {
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
                    LOG.log(
                            Level.WARNING,
                            "{0} calls were not settled, since their process died: booked as unsettled",
                            swept);
                }
            }
            if (forgetting.isDue(nanos)) {
                config.store.forgetRowsBefore(now.minus(config.retention));
            }
        } catch (LLMException e) {
            LOG.log(Level.WARNING, "the ledger cannot be kept in order: {0}", e.getMessage());
        }
    }

    /** Writes what waits, for at most 5 s, then closes the store. Idempotent. */
    @Override
    public void close() {
        closed.countDown();
        writer.close();
        config.store.close();
    }
}
