package dev.llmconnect.ledger.store;

import dev.llmconnect.ledger.NanoDollars;
import dev.llmconnect.ledger.callers.CallerSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Store in the memory of this process, for programs without a need for persistence or a writable file. Keeps the latest
 * {@value #MAX_ROWS} usage rows, and older ones as daily sums. Thread-safe.
 */
public final class MemoryStore implements LedgerStore {
    /** Maximum number of usage rows: {@value}. */
    public static final int MAX_ROWS = 50_000;
    /** Maximum number of daily sums: {@value}. Beyond it, the oldest is removed. */
    public static final int MAX_SUMS = 100_000;

    private static final int MAX_BATCHES = 1000;
    private static final Duration KEEP_BALANCES = Duration.ofDays(1);

    private final Map<Window, Balance> balances = new HashMap<>();
    private final Map<String, Reservation> reservations = new HashMap<>();
    private final Deque<UsageRow> rows = new ArrayDeque<>();
    private final Map<DailyKey, UsageSummary> daily = bounded(MAX_SUMS);
    private final Map<UUID, Boolean> written = bounded(MAX_BATCHES);
    private final LimitCounters limits = new LimitCounters(LimitUsage::new);
    private String callers = "";

    /** Creates an empty store. */
    public MemoryStore() {}

    private static <K, V> Map<K, V> bounded(int max) {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > max;
            }
        };
    }

    @Override
    public synchronized ReserveResult reserve(
            String reservation, List<BudgetWindow> windows, long nanos, Instant expires) {
        ReserveResult refused = refusal(windows, nanos);
        if (refused != null) {
            return refused;
        }
        book(windows, 0, nanos);
        reservations.put(reservation, new Reservation(windows, nanos, expires, false));
        return ReserveResult.GRANTED;
    }

    @Override
    public synchronized ReserveResult extend(
            String reservation, List<BudgetWindow> windows, long moreNanos, Instant expires) {
        Reservation held = reservations.get(reservation);
        if (held == null || held.swept) {
            return ReserveResult.GRANTED;
        }
        ReserveResult refused = moreNanos == 0 ? null : refusal(windows, moreNanos);
        if (refused != null) {
            return refused;
        }
        book(windows, 0, moreNanos);
        reservations.put(reservation, new Reservation(windows, held.nanos + moreNanos, expires, false));
        return ReserveResult.GRANTED;
    }

    @Override
    public synchronized AdmitResult admit(String node, List<LimitClaim> claims, Instant now) {
        return limits.admit(node, claims, now.getEpochSecond());
    }

    @Override
    public synchronized boolean end(List<LimitEnd> ends) {
        limits.end(ends);
        return true;
    }

    private @Nullable ReserveResult refusal(List<BudgetWindow> windows, long nanos) {
        ReserveResult refused = null;
        for (BudgetWindow window : windows) {
            Balance balance = balance(window);
            if (!balance.fits(nanos, window.limitNanos())) {
                long remaining = balance.remaining(window.limitNanos());
                if (refused == null || remaining < refused.remainingNanos()) {
                    refused = ReserveResult.refused(window, remaining);
                }
            }
        }
        return refused;
    }

    private Balance balance(BudgetWindow window) {
        return balances.getOrDefault(Window.of(window), Balance.NONE);
    }

    private void book(List<BudgetWindow> windows, long spent, long reserved) {
        for (BudgetWindow window : windows) {
            Balance balance = balance(window);
            balances.put(
                    Window.of(window),
                    new Balance(NanoDollars.sum(balance.spentNanos(), spent), balance.reservedNanos() + reserved));
        }
    }

    @Override
    public synchronized void write(LedgerBatch batch) {
        if (written.put(batch.id(), true) != null) {
            return;
        }
        batch.rows().forEach(this::add);
        limits.end(batch.ends());
        for (Settlement settlement : batch.settlements()) {
            Reservation held = reservations.remove(settlement.reservation());
            if (held == null) {
                book(settlement.windows(), settlement.nanos(), 0);
            } else if (held.swept) {
                rows.removeIf(row -> row.requestId().equals(settlement.reservation())
                        && row.outcome().equals(UsageRow.UNSETTLED));
                unspend(held);
                book(settlement.windows(), settlement.nanos(), 0);
            } else {
                book(held.windows, 0, -held.nanos);
                book(settlement.windows(), settlement.nanos(), 0);
            }
        }
    }

    private void unspend(Reservation held) {
        for (BudgetWindow window : held.windows) {
            Balance balance = balance(window);
            balances.put(Window.of(window), new Balance(balance.spentNanos() - held.nanos, balance.reservedNanos()));
        }
    }

    private void add(UsageRow row) {
        rows.addLast(row);
        if (rows.size() > MAX_ROWS) {
            sumUp(rows.removeFirst());
        }
    }

    private void sumUp(UsageRow row) {
        daily.merge(DailyKey.of(row), UsageSummary.of(List.of(), row), UsageSummary::plus);
    }

    @Override
    public synchronized List<Balance> balances(List<BudgetWindow> windows) {
        return windows.stream().map(this::balance).toList();
    }

    @Override
    public synchronized int sweep(Instant now) {
        int swept = 0;
        for (Iterator<Map.Entry<String, Reservation>> held =
                        reservations.entrySet().iterator();
                held.hasNext(); ) {
            Map.Entry<String, Reservation> entry = held.next();
            Reservation reservation = entry.getValue();
            if (reservation.swept
                    && reservation.expires.plus(JdbcStore.KEEP_SWEPT).isBefore(now)) {
                held.remove();
            } else if (!reservation.swept && reservation.expires.isBefore(now)) {
                entry.setValue(new Reservation(reservation.windows, reservation.nanos, reservation.expires, true));
                book(reservation.windows, reservation.nanos, -reservation.nanos);
                add(JdbcStore.unsettled(entry.getKey(), reservation.nanos, now));
                swept++;
            }
        }
        balances.entrySet()
                .removeIf(entry -> entry.getValue().reservedNanos() == 0
                        && entry.getKey().end().isBefore(now.minus(KEEP_BALANCES)));
        return swept;
    }

    @Override
    public synchronized List<UsageSummary> summarize(UsageQuery query) {
        Summaries sums = new Summaries(query);
        rows.stream()
                .filter(row -> !row.time().isBefore(query.since()) && row.time().isBefore(query.until()))
                .forEach(row -> sums.add(DailyKey.of(row), UsageSummary.of(List.of(), row)));
        daily.forEach((key, sum) -> {
            if (!key.day().isBefore(query.since()) && key.day().isBefore(query.until())) {
                sums.add(key, sum);
            }
        });
        return sums.toList();
    }

    @Override
    public synchronized long reprice(Instant since, Instant until, Repricing prices) {
        long changed = 0;
        for (int left = rows.size(); left > 0; left--) {
            UsageRow row = rows.removeFirst();
            if (row.isPricedByList()
                    && !row.time().isBefore(since)
                    && row.time().isBefore(until)) {
                UsageRow again =
                        row.withCost(prices.cost(row.provider(), row.model(), row.requestedModel(), row.usage()));
                if (!again.costNanos().equals(row.costNanos())) {
                    changed++;
                    row = again;
                }
            }
            rows.addLast(row);
        }
        return changed;
    }

    @Override
    public synchronized long deleteRowsBefore(Instant time) {
        long before = rows.size();
        rows.removeIf(row -> {
            boolean old = row.time().isBefore(time);
            if (old) {
                sumUp(row);
            }
            return old;
        });
        return before - rows.size();
    }

    /** Returns 1, since no other process sees this store. */
    @Override
    public int heartbeat(String node, Instant now) {
        return 1;
    }

    @Override
    public CallerSource callerSource() {
        return new CallerSource() {
            @Override
            public String read() {
                synchronized (MemoryStore.this) {
                    return callers;
                }
            }

            @Override
            public void update(UnaryOperator<String> change) {
                synchronized (MemoryStore.this) {
                    callers = change.apply(callers);
                }
            }

            @Override
            public String description() {
                return "the callers in " + MemoryStore.this.description();
            }
        };
    }

    @Override
    public String description() {
        return "the memory of this process";
    }

    @Override
    public void close() {}

    private record Window(String budget, Instant start, Instant end) {
        static Window of(BudgetWindow window) {
            return new Window(window.budget(), window.start(), window.end());
        }
    }

    private record Reservation(List<BudgetWindow> windows, long nanos, Instant expires, boolean swept) {}
}
