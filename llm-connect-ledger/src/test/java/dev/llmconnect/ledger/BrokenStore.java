package dev.llmconnect.ledger;

import dev.llmconnect.ledger.callers.CallerSource;
import dev.llmconnect.ledger.store.AdmitResult;
import dev.llmconnect.ledger.store.Balance;
import dev.llmconnect.ledger.store.BudgetWindow;
import dev.llmconnect.ledger.store.LedgerBatch;
import dev.llmconnect.ledger.store.LedgerStore;
import dev.llmconnect.ledger.store.LimitClaim;
import dev.llmconnect.ledger.store.LimitEnd;
import dev.llmconnect.ledger.store.ReserveResult;
import dev.llmconnect.ledger.store.StoreException;
import dev.llmconnect.ledger.store.UsageQuery;
import dev.llmconnect.ledger.store.UsageSummary;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that breaks down and is repaired as a test says. */
final class BrokenStore implements LedgerStore {
    private final LedgerStore store;
    private final AtomicInteger writes = new AtomicInteger();
    private volatile boolean broken;
    private volatile String refused = "";
    private volatile CountDownLatch failure = new CountDownLatch(1);

    BrokenStore(LedgerStore store) {
        this.store = store;
    }

    void breakDown() {
        failure = new CountDownLatch(1);
        broken = true;
    }

    void repair() {
        broken = false;
    }

    /** Takes no batch with a row of this request. */
    void refuse(String requestId) {
        refused = requestId;
    }

    void awaitFailure() throws InterruptedException {
        if (!failure.await(30, TimeUnit.SECONDS)) {
            throw new AssertionError("nothing was asked of the store");
        }
    }

    int writes() {
        return writes.get();
    }

    private LedgerStore working() {
        if (broken) {
            failure.countDown();
            throw new StoreException("broken", null);
        }
        return store;
    }

    @Override
    public ReserveResult reserve(String reservation, List<BudgetWindow> windows, long nanos, Instant expires) {
        return working().reserve(reservation, windows, nanos, expires);
    }

    @Override
    public ReserveResult extend(String reservation, List<BudgetWindow> windows, long moreNanos, Instant expires) {
        return working().extend(reservation, windows, moreNanos, expires);
    }

    @Override
    public AdmitResult admit(String node, List<LimitClaim> claims, Instant now) {
        return working().admit(node, claims, now);
    }

    @Override
    public boolean end(List<LimitEnd> ends) {
        return working().end(ends);
    }

    @Override
    public void write(LedgerBatch batch) {
        writes.incrementAndGet();
        if (batch.rows().stream().anyMatch(row -> row.requestId().equals(refused))) {
            throw new StoreException("refused", null);
        }
        working().write(batch);
    }

    @Override
    public List<Balance> balances(List<BudgetWindow> windows) {
        return working().balances(windows);
    }

    @Override
    public int sweep(Instant now) {
        return working().sweep(now);
    }

    @Override
    public List<UsageSummary> summarize(UsageQuery query) {
        return working().summarize(query);
    }

    @Override
    public long reprice(Instant since, Instant until, Repricing prices) {
        return working().reprice(since, until, prices);
    }

    @Override
    public long deleteRowsBefore(Instant time) {
        return working().deleteRowsBefore(time);
    }

    @Override
    public int heartbeat(String node, Instant now) {
        return working().heartbeat(node, now);
    }

    @Override
    public CallerSource callerSource() {
        return working().callerSource();
    }

    @Override
    public String description() {
        return "a store that breaks";
    }

    @Override
    public void close() {
        store.close();
    }
}
