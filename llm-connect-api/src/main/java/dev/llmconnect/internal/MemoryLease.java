package dev.llmconnect.internal;

import dev.llmconnect.LLMException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one piece of work holds of a {@link MemoryBudget}. Amounts below {@value #FREE_BYTES} bytes are not counted: the number of calls
 * bounds them. Closed by whichever thread ends the work; otherwise used by one thread.
 */
public final class MemoryLease implements AutoCloseable {
    /** Work that needs less is not counted. */
    public static final long FREE_BYTES = 64 << 10;

    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final long CLOSED = -1;

    private final MemoryBudget budget;
    /** What has been taken; {@value #CLOSED} once it has come back. */
    private final AtomicLong taken = new AtomicLong();

    private long used;

    /** Of that budget. */
    public MemoryLease(MemoryBudget budget) {
        this.budget = budget;
    }

    /**
     * Counts so many bytes more; waits for them for half a second.
     *
     * @throws LLMException with the code {@code server_overloaded} when they are not there
     */
    public void use(long bytes) {
        used += bytes;
        long held = taken.get();
        if (used <= FREE_BYTES || used <= held || held == CLOSED) {
            return;
        }
        // Twice as much each time, so that small steps cost nothing; exact where there is little left.
        long missing = used - held;
        long share = Math.max(missing, held);
        if (!budget.take(share)) {
            share = missing;
            if (!budget.take(share, PATIENCE)) {
                throw new OutOfBudgetException(used, budget.limit());
            }
        }
        if (!taken.compareAndSet(held, held + share)) {
            budget.give(share);
        }
    }

    /** Gives everything back; again it does nothing. */
    @Override
    public void close() {
        long held = taken.getAndSet(CLOSED);
        if (held > 0) {
            budget.give(held);
        }
    }
}
