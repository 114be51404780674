package dev.llmconnect.ledger;

import dev.llmconnect.LLMException;
import dev.llmconnect.ledger.store.LedgerBatch;
import dev.llmconnect.ledger.store.LedgerStore;
import dev.llmconnect.ledger.store.LimitEnd;
import dev.llmconnect.ledger.store.Settlement;
import dev.llmconnect.ledger.store.StoreException;
import dev.llmconnect.ledger.store.UsageRow;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Writes usage and settlements in batches on its own thread, so that neither a full queue nor an unavailable store delays a call.
 * What exceeds the queue is dropped, counted and logged; settlements have an additional queue, since they must not be lost.
 * Thread-safe.
 */
final class LedgerWriter implements AutoCloseable {
    /** Maximum number of queued calls: {@value}. */
    static final int MAX_WAITING = 10_000;
    /** Maximum number of additionally queued settlements: {@value}. */
    static final int MAX_WAITING_SETTLEMENTS = 100_000;
    /** Maximum number of calls per batch: {@value}. */
    static final int MAX_BATCH = 500;
    /** Time during which calls are collected into a batch: 20 ms. */
    static final Duration GATHER = Duration.ofMillis(20);
    /** Maximum time that {@link #close()} waits for queued calls: 5 s. */
    static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private static final Logger LOG = System.getLogger(LedgerWriter.class.getName());
    private static final int SQLITE_FULL = 13;
    private static final Duration MAX_IDLE = Duration.ofMillis(100);
    private static final long MIN_DELAY_MILLIS = 200;
    private static final long MAX_DELAY_MILLIS = 5000;

    private final LedgerStore store;
    private final BlockingQueue<Entry> queue;
    /** Ends of calls whose rows exceeded the queue. */
    private final ConcurrentLinkedQueue<Entry> overflow = new ConcurrentLinkedQueue<>();

    private final AtomicInteger waitingInOverflow = new AtomicInteger();
    private final AtomicInteger unsettled = new AtomicInteger();
    private final AtomicLong lostRows = new AtomicLong();
    private final AtomicLong lostSettlements = new AtomicLong();
    private final AtomicLong writtenRows = new AtomicLong();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean idle;
    private volatile boolean hurried;
    private volatile boolean failing;

    LedgerWriter(LedgerStore store) {
        this(store, MAX_WAITING);
    }

    LedgerWriter(LedgerStore store, int maxWaiting) {
        this.store = store;
        this.queue = new ArrayBlockingQueue<>(maxWaiting);
        this.thread = new Thread(this::run, "llm-connect-ledger-writer");
        thread.setDaemon(true);
        thread.start();
    }

    /** Queues the attempts and the settlement of a call. Never blocks. */
    void write(List<UsageRow> rows, @Nullable Settlement settlement, List<LimitEnd> ends) {
        Entry entry = new Entry(rows, settlement, ends, null);
        if (entry.isEnd()) {
            unsettled.incrementAndGet();
        }
        if (queue.offer(entry)) {
            // One wake-up a batch: later calls find the writer awake, and let it gather them.
            if (idle) {
                idle = false;
                LockSupport.unpark(thread);
            }
            return;
        }
        if (lostRows.getAndAdd(rows.size()) == 0 && !rows.isEmpty()) {
            LOG.log(Level.WARNING, "usage cannot be written fast enough to {0}; rows are lost", store.description());
        }
        if (!entry.isEnd()) {
            return;
        }
        if (waitingInOverflow.incrementAndGet() <= MAX_WAITING_SETTLEMENTS) {
            overflow.add(new Entry(List.of(), settlement, ends, null));
        } else {
            // Its reservation stays, and is swept for what was reserved.
            waitingInOverflow.decrementAndGet();
            unsettled.decrementAndGet();
            lostSettlements.incrementAndGet();
        }
    }

    /** Whether calls have ended whose reservations are not settled yet. */
    boolean hasUnsettled() {
        return unsettled.get() > 0;
    }

    /**
     * Waits until everything queued before is written.
     *
     * @return whether it was written within the timeout
     */
    boolean flush(Duration timeout) throws InterruptedException {
        CountDownLatch written = new CountDownLatch(1);
        long until = System.nanoTime() + timeout.toNanos();
        if (!queue.offer(new Entry(List.of(), null, List.of(), written), timeout.toNanos(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        hurried = true;
        LockSupport.unpark(thread);
        return written.await(until - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    /** Whether the last write to the store failed. */
    boolean isFailing() {
        return failing;
    }

    /** Number of rows lost. */
    long lostRows() {
        return lostRows.get();
    }

    /** Number of settlements lost; their reservations are swept instead. */
    long lostSettlements() {
        return lostSettlements.get();
    }

    /** Number of rows written. */
    long writtenRows() {
        return writtenRows.get();
    }

    /** Number of queued calls. */
    int waiting() {
        return queue.size() + waitingInOverflow.get();
    }

    private void run() {
        List<Entry> entries = new ArrayList<>(MAX_BATCH);
        while (!thread.isInterrupted()) {
            gather(entries);
            if (entries.isEmpty() && overflow.isEmpty()) {
                if (closing.getCount() == 0) {
                    return;
                }
                continue;
            }
            if (!writeUntilItWorks(entries)) {
                return;
            }
            entries.forEach(Entry::written);
            entries.clear();
        }
    }

    private void gather(List<Entry> entries) {
        Entry next = first();
        if (next == null) {
            return;
        }
        if (!next.isFlush()) {
            awaitMore();
        }
        while (next != null) {
            entries.add(next);
            next = entries.size() == MAX_BATCH || next.isFlush() ? null : queue.poll();
        }
    }

    private @Nullable Entry first() {
        Entry first = queue.poll();
        if (first == null && overflow.isEmpty() && closing.getCount() > 0) {
            idle = true;
            // Whoever came before that did not wake the writer.
            first = queue.poll();
            if (first == null) {
                LockSupport.parkNanos(this, MAX_IDLE.toNanos());
                first = queue.poll();
            }
            idle = false;
        }
        return first;
    }

    private void awaitMore() {
        long until = System.nanoTime() + GATHER.toNanos();
        long left = GATHER.toNanos();
        while (left > 0
                && !hurried
                && queue.size() < MAX_BATCH - 1
                && closing.getCount() > 0
                && !thread.isInterrupted()) {
            LockSupport.parkNanos(this, left);
            left = until - System.nanoTime();
        }
        hurried = false;
    }

    /** Returns whether to continue; the last batch of a closed writer is retried for a limited time. */
    private boolean writeUntilItWorks(List<Entry> entries) {
        List<Entry> all = new ArrayList<>(entries);
        for (int more = 0; more < 2 * MAX_BATCH; more++) {
            Entry end = overflow.poll();
            if (end == null) {
                break;
            }
            waitingInOverflow.decrementAndGet();
            all.add(end);
        }
        List<UsageRow> rows = new ArrayList<>(all.size());
        List<Settlement> settlements = new ArrayList<>();
        List<LimitEnd> ends = new ArrayList<>();
        int ended = 0;
        for (Entry entry : all) {
            rows.addAll(entry.rows);
            if (entry.settlement != null) {
                settlements.add(entry.settlement);
            }
            ends.addAll(entry.ends);
            ended += entry.isEnd() ? 1 : 0;
        }
        if (rows.isEmpty() && ended == 0) {
            return true;
        }
        try {
            return writeUntilItWorks(LedgerBatch.of(rows, settlements, ends));
        } finally {
            unsettled.addAndGet(-ended);
        }
    }

    private boolean writeUntilItWorks(LedgerBatch batch) {
        long delay = MIN_DELAY_MILLIS;
        long giveUp = Long.MAX_VALUE;
        while (true) {
            try {
                store.write(batch);
                writtenRows.addAndGet(batch.rows().size());
                recovered();
                return true;
            } catch (LLMException e) {
                failed(e);
                if (!(e instanceof StoreException)
                        || (delay > MIN_DELAY_MILLIS && !isOutOfSpace(e) && storeAnswers())) {
                    // The store works, but not with this: what is wrong is found out one by one.
                    writeOneByOne(batch);
                    return true;
                }
            }
            try {
                if (closing.await(delay, TimeUnit.MILLISECONDS)) {
                    long now = System.nanoTime();
                    giveUp = giveUp == Long.MAX_VALUE ? now + CLOSE_TIMEOUT.toNanos() / 2 : giveUp;
                    if (now - giveUp > 0) {
                        lost(batch);
                        return false;
                    }
                    Thread.sleep(MIN_DELAY_MILLIS);
                }
            } catch (InterruptedException e) {
                lost(batch);
                return false;
            }
            delay = Math.min(MAX_DELAY_MILLIS, delay * 2);
        }
    }

    /**
     * Whether the disk is full: SQLite's code 13, PostgreSQL's class 53. Reads still work, and writes succeed when there is space
     * again.
     */
    private static boolean isOutOfSpace(LLMException e) {
        if (!(e.getCause() instanceof SQLException cause)) {
            return false;
        }
        String state = cause.getSQLState();
        return (cause.getErrorCode() & 0xff) == SQLITE_FULL || (state != null && state.startsWith("53"));
    }

    private boolean storeAnswers() {
        try {
            store.balances(List.of());
            return true;
        } catch (LLMException e) {
            return false;
        }
    }

    private void writeOneByOne(LedgerBatch batch) {
        for (UsageRow row : batch.rows()) {
            try {
                store.write(LedgerBatch.of(List.of(row), List.of()));
                writtenRows.incrementAndGet();
            } catch (LLMException e) {
                LOG.log(Level.ERROR, "{0} cannot be written and is lost: {1}", row, e.getMessage());
                lostRows.incrementAndGet();
            }
        }
        for (Settlement settlement : batch.settlements()) {
            try {
                store.write(LedgerBatch.of(List.of(), List.of(settlement)));
            } catch (LLMException e) {
                LOG.log(Level.ERROR, "{0} cannot be written and is lost: {1}", settlement, e.getMessage());
                lostSettlements.incrementAndGet();
            }
        }
        for (LimitEnd end : batch.ends()) {
            try {
                store.write(LedgerBatch.of(List.of(), List.of(), List.of(end)));
            } catch (LLMException e) {
                LOG.log(Level.ERROR, "{0} cannot be written and is lost: {1}", end, e.getMessage());
            }
        }
    }

    private void failed(LLMException e) {
        if (!failing) {
            failing = true;
            LOG.log(
                    Level.WARNING,
                    "usage cannot be written and waits in the queue; calls continue: {0}",
                    e.getMessage());
        }
    }

    private void recovered() {
        if (failing) {
            failing = false;
            LOG.log(
                    Level.INFO,
                    "usage is written to {0} again; {1} rows were lost since the start",
                    store.description(),
                    lostRows.get());
        }
    }

    private void lost(LedgerBatch batch) {
        lostRows.addAndGet(batch.rows().size());
        lostSettlements.addAndGet(batch.settlements().size());
    }

    /** Writes queued calls for up to {@link #CLOSE_TIMEOUT}; the rest is lost and logged. Idempotent. */
    @Override
    public void close() {
        closing.countDown();
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            thread.interrupt();
        }
        int left = queue.size();
        if (left > 0 || lostRows.get() > 0) {
            LOG.log(
                    Level.WARNING,
                    "{0} usage rows were lost, and {1} calls could not be written before shutdown",
                    lostRows.get(),
                    left);
        }
    }

    /**
     * A call that has ended, or a flush request.
     *
     * @param flushed counted down when written
     */
    private record Entry(
            List<UsageRow> rows,
            @Nullable Settlement settlement,
            List<LimitEnd> ends,
            @Nullable CountDownLatch flushed) {
        /** Whether something is held until this is written. */
        boolean isEnd() {
            return settlement != null || !ends.isEmpty();
        }

        boolean isFlush() {
            return flushed != null;
        }

        void written() {
            if (flushed != null) {
                flushed.countDown();
            }
        }
    }
}
