package dev.llmconnect.ledger.store;

import dev.llmconnect.LLMException;
import dev.llmconnect.Ticker;
import dev.llmconnect.ledger.callers.CallerSource;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Store that is opened on first use, so that the start need not wait for it, and again after a failure. Thread-safe.
 *
 * <p>While it cannot be opened, operations throw {@link StoreException}; with {@link #orInMemory()}, it counts in memory instead
 * and logs the reason once.
 */
public final class DeferredStore implements LedgerStore {
    /** Minimum interval between attempts to open the store: 1 s. */
    public static final Duration RETRY_DELAY = Duration.ofSeconds(1);

    private static final Logger LOG = System.getLogger(DeferredStore.class.getName());

    private final String description;
    private final Supplier<? extends LedgerStore> opener;
    private final boolean inMemory;
    private final Ticker ticker;
    private volatile @Nullable LedgerStore opened;
    private volatile @Nullable LLMException failure;
    private long retryAt;
    private boolean closed;

    private DeferredStore(String description, Supplier<? extends LedgerStore> opener, boolean inMemory, Ticker ticker) {
        this.description = description;
        this.opener = opener;
        this.inMemory = inMemory;
        this.ticker = ticker;
    }

    /**
     * Creates a store that is not opened yet.
     *
     * @param description name in messages until it is opened, without credentials
     * @param opener opens the store or throws an {@link LLMException}
     */
    public static DeferredStore of(String description, Supplier<? extends LedgerStore> opener) {
        return of(description, opener, Ticker.system());
    }

    static DeferredStore of(String description, Supplier<? extends LedgerStore> opener, Ticker ticker) {
        return new DeferredStore(description, opener, false, ticker);
    }

    /** Returns a copy that counts in memory if the store cannot be opened. */
    public DeferredStore orInMemory() {
        return new DeferredStore(description, opener, true, ticker);
    }

    /**
     * Returns the store, opening it if necessary.
     *
     * @throws StoreException if it cannot be opened
     */
    public LedgerStore open() {
        LedgerStore store = opened;
        return store != null ? store : openOnce();
    }

    private synchronized LedgerStore openOnce() {
        LedgerStore store = opened;
        if (store != null) {
            return store;
        }
        LLMException before = failure;
        if (closed) {
            throw new StoreException(description + " is closed", null);
        }
        if (before != null && ticker.nanos() - retryAt < 0) {
            throw new StoreException(before.getMessage(), before);
        }
        try {
            store = opener.get();
        } catch (LLMException e) {
            store = failed(e);
        }
        opened = store;
        return store;
    }

    private LedgerStore failed(LLMException e) {
        if (inMemory) {
            LOG.log(Level.WARNING, "usage is kept in memory only and lost at exit: {0}", e.getMessage());
            return new MemoryStore();
        }
        failure = e;
        retryAt = ticker.nanos() + RETRY_DELAY.toNanos();
        throw new StoreException(e.getMessage(), e);
    }

    /** Whether the store has not been used yet, so that maintenance need not open it. */
    private boolean isUntouched() {
        return opened == null && failure == null;
    }

    @Override
    public ReserveResult reserve(String reservation, List<BudgetWindow> windows, long nanos, Instant expires) {
        return open().reserve(reservation, windows, nanos, expires);
    }

    @Override
    public ReserveResult extend(String reservation, List<BudgetWindow> windows, long moreNanos, Instant expires) {
        return open().extend(reservation, windows, moreNanos, expires);
    }

    @Override
    public AdmitResult admit(String node, List<LimitClaim> claims, Instant now) {
        return open().admit(node, claims, now);
    }

    @Override
    public boolean end(List<LimitEnd> ends) {
        return open().end(ends);
    }

    @Override
    public void write(LedgerBatch batch) {
        open().write(batch);
    }

    @Override
    public List<Balance> balances(List<BudgetWindow> windows) {
        return windows.isEmpty() && isUntouched() ? List.of() : open().balances(windows);
    }

    @Override
    public int sweep(Instant now) {
        return isUntouched() ? 0 : open().sweep(now);
    }

    @Override
    public List<UsageSummary> summarize(UsageQuery query) {
        return open().summarize(query);
    }

    @Override
    public long reprice(Instant since, Instant until, Repricing prices) {
        return open().reprice(since, until, prices);
    }

    @Override
    public long deleteRowsBefore(Instant time) {
        return isUntouched() ? 0 : open().deleteRowsBefore(time);
    }

    @Override
    public int heartbeat(String node, Instant now) {
        return isUntouched() ? 1 : open().heartbeat(node, now);
    }

    @Override
    public CallerSource callerSource() {
        return new CallerSource() {
            @Override
            public String read() {
                return open().callerSource().read();
            }

            @Override
            public String version() {
                return open().callerSource().version();
            }

            @Override
            public void update(UnaryOperator<String> change) {
                open().callerSource().update(change);
            }

            @Override
            public String description() {
                return "the callers in " + DeferredStore.this.description();
            }
        };
    }

    @Override
    public String description() {
        LedgerStore store = opened;
        return store == null ? description : store.description();
    }

    @Override
    public synchronized void close() {
        closed = true;
        LedgerStore store = opened;
        if (store != null) {
            store.close();
        }
    }
}
