package dev.llmconnect.ledger.store;

import dev.llmconnect.LLMException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes reservations in memory while only this process uses a database file, and stores those still held after
 * {@value #DELAY_MILLIS} ms, so that they are swept if the process dies. Most calls end earlier and cost the file only their
 * usage. When another process arrives, all reservations are stored and further ones are made in the file. Thread-safe.
 */
final class WriteBehind implements AutoCloseable {
    /** Time a reservation is in memory only. */
    static final long DELAY_MILLIS = 50;

    private static final Logger LOG = System.getLogger(WriteBehind.class.getName());

    private final SqliteStore disk;
    private final FileOwner owner;
    private final CountDownLatch closed = new CountDownLatch(1);
    /**
     * Held while the file is written, so that a reservation is stored before it is settled. Acquired before the monitor of this
     * object.
     */
    private final Object writing = new Object();

    private final Map<WindowKey, Balance> balances = new HashMap<>();
    private final Map<String, HeldReservation> held = new HashMap<>();
    /** Reservations settled in memory but not yet in the file, with whether the file contains them. */
    private final Map<String, Boolean> settling = new HashMap<>();

    /** Ids of this process. */
    private final Set<String> nodes = new HashSet<>();

    private final LimitCounters limits;
    /** Batches whose ends of calls are counted in memory but not yet in the file. */
    private final Set<UUID> counted = new HashSet<>();

    private volatile boolean alone;

    private WriteBehind(SqliteStore disk, FileOwner owner, boolean alone) {
        this.disk = disk;
        this.owner = owner;
        this.alone = alone;
        this.limits = new LimitCounters(name -> {
            LimitUsage kept = disk.limitInFile(name);
            // Whatever other processes had running ended with them.
            kept.keepOnly(nodes);
            return kept;
        });
    }

    static WriteBehind open(SqliteStore disk, Path file) {
        try {
            FileOwner owner = FileOwner.join(file);
            WriteBehind opened = new WriteBehind(disk, owner, owner.isOwner());
            Thread keeper = new Thread(opened::maintain, "llm-connect-ledger-reservations");
            keeper.setDaemon(true);
            keeper.start();
            return opened;
        } catch (IOException e) {
            throw new StoreException(disk.description() + " cannot be locked: " + e, e);
        }
    }

    ReserveResult reserve(String id, List<BudgetWindow> windows, long nanos, Instant expires) {
        synchronized (this) {
            if (alone) {
                ReserveResult refused = refusal(windows, nanos);
                if (refused != null) {
                    return refused;
                }
                book(windows, 0, nanos);
                held.put(id, new HeldReservation(id, windows, nanos, 0, expires));
                return ReserveResult.GRANTED;
            }
        }
        return disk.reserveInFile(id, windows, nanos, expires);
    }

    ReserveResult extend(String id, List<BudgetWindow> windows, long moreNanos, Instant expires) {
        synchronized (this) {
            if (alone) {
                HeldReservation known = held.get(id);
                if (known != null) {
                    ReserveResult refused = moreNanos == 0 ? null : refusal(windows, moreNanos);
                    if (refused != null) {
                        return refused;
                    }
                    book(windows, 0, moreNanos);
                    held.put(
                            id,
                            new HeldReservation(
                                    id, known.windows(), known.nanos() + moreNanos, known.keptNanos(), expires));
                    return ReserveResult.GRANTED;
                }
                // The file may know it: from before this process was alone.
                ReserveResult refused = moreNanos == 0 ? null : refusal(windows, moreNanos);
                if (refused != null) {
                    return refused;
                }
                ReserveResult result = disk.extendInFile(id, windows, moreNanos, expires);
                // Nothing was booked of one that was swept.
                windows.forEach(window -> balances.remove(WindowKey.of(window)));
                return result;
            }
        }
        return disk.extendInFile(id, windows, moreNanos, expires);
    }

    AdmitResult admit(String node, List<LimitClaim> claims, long second) {
        synchronized (this) {
            nodes.add(node);
            if (alone) {
                return limits.admit(node, claims, second);
            }
        }
        return disk.admitInFile(node, claims, second);
    }

    boolean end(List<LimitEnd> ends) {
        synchronized (this) {
            if (alone) {
                limits.end(ends);
            }
            return alone;
        }
    }

    private @Nullable ReserveResult refusal(List<BudgetWindow> windows, long nanos) {
        ReserveResult refused = null;
        for (BudgetWindow window : windows) {
            long remaining = balance(window).remaining(window.limitNanos());
            if (nanos > remaining && (refused == null || remaining < refused.remainingNanos())) {
                refused = ReserveResult.refused(window, remaining);
            }
        }
        return refused;
    }

    private Balance balance(BudgetWindow window) {
        return balances.computeIfAbsent(WindowKey.of(window), unknown -> {
            Balance kept = disk.balancesInFile(List.of(window)).get(0);
            long reserved = kept.reservedNanos();
            for (HeldReservation reservation : held.values()) {
                if (reservation.windows().stream()
                        .anyMatch(other -> WindowKey.of(other).equals(unknown))) {
                    reserved += reservation.nanos() - reservation.keptNanos();
                }
            }
            return new Balance(kept.spentNanos(), reserved);
        });
    }

    private void book(List<BudgetWindow> windows, long spent, long reserved) {
        for (BudgetWindow window : windows) {
            Balance balance = balance(window);
            balances.put(
                    WindowKey.of(window),
                    new Balance(balance.spentNanos() + spent, Math.max(0, balance.reservedNanos() + reserved)));
        }
    }

    void write(LedgerBatch batch) {
        synchronized (writing) {
            Set<String> unknown = new HashSet<>();
            boolean reload = false;
            synchronized (this) {
                for (Settlement settlement : batch.settlements()) {
                    reload |= settle(settlement, unknown);
                }
                if (alone && !batch.ends().isEmpty() && counted.add(batch.id())) {
                    limits.end(batch.ends());
                }
            }
            disk.writeToFile(counted.contains(batch.id()) ? batch.withoutEnds() : batch, unknown);
            synchronized (this) {
                counted.remove(batch.id());
                batch.settlements().forEach(settlement -> settling.remove(settlement.reservation()));
                if (reload) {
                    balances.clear();
                }
            }
        }
    }

    /**
     * Settles in memory, once, however often the batch is retried.
     *
     * @param unknown receives the reservation if the file does not contain it
     * @return whether only the file contains it, so that the balance must be read from there
     */
    private boolean settle(Settlement settlement, Set<String> unknown) {
        String id = settlement.reservation();
        HeldReservation reservation = held.remove(id);
        if (reservation != null) {
            settling.put(id, reservation.keptNanos() > 0);
            if (alone) {
                book(reservation.windows(), 0, -reservation.nanos());
                book(settlement.windows(), settlement.nanos(), 0);
            }
        }
        Boolean kept = settling.get(id);
        if (Boolean.FALSE.equals(kept)) {
            unknown.add(id);
        }
        return kept == null && alone;
    }

    List<Balance> balances(List<BudgetWindow> windows) {
        synchronized (this) {
            if (alone) {
                return windows.stream().map(this::balance).toList();
            }
        }
        return disk.balancesInFile(windows);
    }

    int sweep(Instant now) {
        synchronized (writing) {
            keepInFile();
            int swept = disk.sweepFile(now);
            synchronized (this) {
                // What was swept is known to the file only, as is what it comes to cost after all.
                held.values().removeIf(reservation -> reservation.expires().isBefore(now));
                balances.clear();
                if (!alone) {
                    ownAgain();
                }
            }
            return swept;
        }
    }

    private void ownAgain() {
        try {
            alone = owner.tryOwn();
            if (alone) {
                // The file knows them all, and may know more of them.
                held.clear();
                limits.clear();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the file stays shared", e);
        }
    }

    private void maintain() {
        try {
            while (!closed.await(DELAY_MILLIS, TimeUnit.MILLISECONDS)) {
                try {
                    synchronized (writing) {
                        keepInFile();
                        shareIfWanted();
                    }
                } catch (LLMException | IOException e) {
                    // Whoever writes usage finds it out, too, and says so.
                    LOG.log(Level.DEBUG, "reservations are in memory only: {0}", e.getMessage());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes reservations that are not in the file. Called by one thread at a time. */
    private void keepInFile() {
        List<HeldReservation> behind = new ArrayList<>();
        synchronized (this) {
            for (HeldReservation reservation : held.values()) {
                if (reservation.nanos() != reservation.keptNanos()) {
                    behind.add(reservation);
                }
            }
        }
        if (behind.isEmpty()) {
            return;
        }
        disk.keep(behind);
        synchronized (this) {
            for (HeldReservation kept : behind) {
                held.computeIfPresent(
                        kept.id(),
                        (id, now) -> new HeldReservation(id, now.windows(), now.nanos(), kept.nanos(), now.expires()));
            }
        }
    }

    private void keepLimits() {
        List<LimitUsage> all = limits.all();
        if (!all.isEmpty()) {
            disk.keepLimits(all);
        }
    }

    private void shareIfWanted() throws IOException {
        if (!alone || !owner.isWanted()) {
            return;
        }
        synchronized (this) {
            // Nobody reserves meanwhile, neither in memory nor in the file, which does not know all of it yet.
            keepInFile();
            keepLimits();
            alone = false;
            balances.clear();
            limits.clear();
        }
        owner.share();
    }

    @Override
    public void close() {
        closed.countDown();
        synchronized (writing) {
            synchronized (this) {
                try {
                    keepInFile();
                    if (alone) {
                        limits.all().forEach(usage -> usage.keepOnly(Set.of()));
                        keepLimits();
                    }
                } catch (LLMException e) {
                    LOG.log(Level.WARNING, "reservations of running calls could not be saved: {0}", e.getMessage());
                }
                leave();
            }
        }
        owner.close();
    }

    /** Leaves the file to another user in this process that waits for it. */
    private void leave() {
        if (alone) {
            alone = false;
            try {
                owner.share();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "the file is not shared", e);
            }
        }
    }
}
