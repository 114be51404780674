package dev.llmconnect.ledger;

import dev.llmconnect.ledger.store.AdmitResult;
import dev.llmconnect.ledger.store.Balance;
import dev.llmconnect.ledger.store.BudgetWindow;
import dev.llmconnect.ledger.store.LedgerBatch;
import dev.llmconnect.ledger.store.LedgerStore;
import dev.llmconnect.ledger.store.LimitClaim;
import dev.llmconnect.ledger.store.LimitEnd;
import dev.llmconnect.ledger.store.MemoryStore;
import dev.llmconnect.ledger.store.ReserveResult;
import dev.llmconnect.ledger.store.Settlement;
import dev.llmconnect.ledger.store.StoreException;
import dev.llmconnect.ledger.store.UsageRow;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Balances of budgets and usage of limits. While the store is unavailable, each process counts locally, from the last known
 * balances divided by the number of nodes, and books its spending when the store is back. Thread-safe.
 */
final class BudgetAccounts {
    private static final Logger LOG = System.getLogger(BudgetAccounts.class.getName());
    private static final int MAX_KNOWN = 10_000;
    /** Maximum time a call waits for the settlement of others before it is refused: 250 ms. */
    private static final Duration MAX_SETTLE_WAIT = Duration.ofMillis(250);

    private final LedgerStore store;
    private final LedgerWriter writer;
    private final OnStoreLoss onStoreLoss;
    private volatile int nodes;
    private final Map<BudgetWindow, Balance> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<BudgetWindow, Balance> eldest) {
            return size() > MAX_KNOWN;
        }
    };
    private volatile @Nullable MemoryStore local;

    BudgetAccounts(LedgerStore store, LedgerWriter writer, OnStoreLoss onStoreLoss, int nodes) {
        this.store = store;
        this.writer = writer;
        this.onStoreLoss = onStoreLoss;
        this.nodes = nodes;
    }

    /**
     * Reserves an amount in all budgets or in none.
     *
     * @throws StoreException if the store is unavailable and calls are to be refused
     */
    ReserveResult reserve(String reservation, List<BudgetWindow> windows, long nanos, Instant expires) {
        remember(windows);
        ReserveResult result = tryReserve(reservation, windows, nanos, expires);
        if (!result.isGranted() && writer.hasUnsettled() && settled()) {
            // Calls that have ended held more than they used.
            result = tryReserve(reservation, windows, nanos, expires);
        }
        return result;
    }

    private ReserveResult tryReserve(String reservation, List<BudgetWindow> windows, long nanos, Instant expires) {
        return lostOr(
                () -> store.reserve(reservation, windows, nanos, expires),
                counting -> counting.reserve(reservation, local(windows), nanos, expires));
    }

    /**
     * Result of admitting a call.
     *
     * @param counting store that counts it while the shared store is unavailable; otherwise {@code null}
     */
    record Admission(AdmitResult result, @Nullable MemoryStore counting) {}

    /**
     * Counts a call towards the limits of every scope or of none. While the store is unavailable, each process has its share of
     * them.
     */
    Admission admit(String node, List<LimitClaim> claims, Instant now) {
        Admission admission = tryAdmit(node, claims, now);
        if (!admission.result().isGranted() && writer.hasUnsettled() && settled()) {
            // Calls that have ended still count as running, and for more tokens than they used.
            admission = tryAdmit(node, claims, now);
        }
        return admission;
    }

    private Admission tryAdmit(String node, List<LimitClaim> claims, Instant now) {
        MemoryStore counting = local;
        if (counting == null) {
            try {
                return new Admission(store.admit(node, claims, now), null);
            } catch (StoreException e) {
                counting = lose(e);
            }
        }
        int alive = nodes;
        List<LimitClaim> shares = claims.stream()
                .map(claim -> new LimitClaim(claim.name(), claim.limits().share(alive), claim.tokens()))
                .toList();
        return new Admission(counting.admit(node, shares, now), counting);
    }

    /** Queues the end of a call. Never blocks or fails. */
    void end(Admission admission, List<LimitEnd> ends) {
        MemoryStore counting = admission.counting();
        if (counting != null) {
            counting.end(ends);
            return;
        }
        try {
            if (local == null && store.end(ends)) {
                return;
            }
        } catch (StoreException e) {
            LOG.log(Level.DEBUG, "the end of a call is counted when the store is back", e);
        }
        writer.write(List.of(), null, ends);
    }

    private boolean settled() {
        try {
            return writer.flush(MAX_SETTLE_WAIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Extends the reservation of a running call in all budgets or in none.
     *
     * @throws StoreException if the store is unavailable and calls are to be refused
     */
    ReserveResult extend(String reservation, List<BudgetWindow> windows, long moreNanos, Instant expires) {
        return lostOr(
                () -> store.extend(reservation, windows, moreNanos, expires),
                counting -> counting.extend(reservation, local(windows), moreNanos, expires));
    }

    /** Queues the usage rows and the settlement of a call. Never blocks or fails. */
    void settle(List<UsageRow> rows, @Nullable Settlement settlement) {
        MemoryStore counting = local;
        if (counting != null && settlement != null) {
            counting.write(LedgerBatch.of(
                    List.of(),
                    List.of(new Settlement(
                            settlement.reservation(), local(settlement.windows()), settlement.nanos()))));
        }
        writer.write(rows, settlement, List.of());
    }

    private ReserveResult lostOr(Supplier<ReserveResult> asked, Function<MemoryStore, ReserveResult> counted) {
        MemoryStore counting = local;
        if (counting == null) {
            try {
                return asked.get();
            } catch (StoreException e) {
                counting = lose(e);
            }
        }
        if (onStoreLoss == OnStoreLoss.REFUSE) {
            throw new StoreException("budgets cannot be checked: cannot reach " + store.description(), null);
        }
        return counted.apply(counting);
    }

    private synchronized MemoryStore lose(StoreException e) {
        MemoryStore counting = local;
        if (counting == null) {
            counting = new MemoryStore();
            local = counting;
            LOG.log(
                    Level.WARNING,
                    "cannot reach the store of budgets, {0}: {1}",
                    onStoreLoss == OnStoreLoss.REFUSE
                            ? "calls with a budget are refused until it can be reached"
                            : "each process spends its own share until it can be reached",
                    e.getMessage());
        }
        return counting;
    }

    /** Returns this process's share of what was left when the store was last available. */
    private List<BudgetWindow> local(List<BudgetWindow> windows) {
        List<BudgetWindow> shares = new ArrayList<>(windows.size());
        synchronized (known) {
            for (BudgetWindow window : windows) {
                Balance last = known.getOrDefault(window, Balance.NONE);
                shares.add(new BudgetWindow(
                        window.budget(), window.start(), window.end(), last.remaining(window.limitNanos()) / nodes));
            }
        }
        return shares;
    }

    private void remember(List<BudgetWindow> windows) {
        synchronized (known) {
            windows.forEach(window -> known.putIfAbsent(window, Balance.NONE));
        }
    }

    /** Loads the balances of the budgets in use, and detects whether the store is available. Call regularly. */
    void refresh(Instant now) {
        List<BudgetWindow> windows;
        synchronized (known) {
            known.keySet().removeIf(window -> window.end().isBefore(now));
            windows = List.copyOf(known.keySet());
        }
        List<Balance> balances;
        try {
            balances = store.balances(windows);
        } catch (StoreException e) {
            lose(e);
            return;
        }
        synchronized (known) {
            for (int i = 0; i < windows.size(); i++) {
                known.put(windows.get(i), balances.get(i));
            }
        }
        if (local != null && !writer.isFailing()) {
            local = null;
            LOG.log(Level.INFO, "the store of budgets can be reached again: {0}", store.description());
        }
    }

    /** Budgets in use, in their current periods. */
    List<BudgetStatus> statuses() {
        synchronized (known) {
            return known.entrySet().stream()
                    .map(entry -> new BudgetStatus(entry.getKey(), entry.getValue()))
                    .toList();
        }
    }

    /** Sets the number of processes that share the store; the configured number applies if it is larger. */
    void nodes(int alive) {
        nodes = alive;
    }

    /** Whether the store is unavailable. */
    boolean isLost() {
        return local != null;
    }
}
