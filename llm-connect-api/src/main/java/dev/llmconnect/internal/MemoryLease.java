package dev.llmconnect.internal;

import dev.llmconnect.LLMException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory held by one piece of work in a {@link MemoryBudget}. Amounts below {@value #FREE_BYTES} bytes are not counted, since the
 * number of calls bounds them. Confined to one thread, but may be closed by another.
 */
public final class MemoryLease implements AutoCloseable {
    /** Amount that is not counted. */
    public static final long FREE_BYTES = 64 << 10;

    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final long CLOSED = -1;

    private final MemoryBudget budget;
    /** Acquired bytes; {@value #CLOSED} once released. */
    private final AtomicLong taken = new AtomicLong();

    private long used;

    /** Creates a lease of a budget. */
    public MemoryLease(MemoryBudget budget) {
        this.budget = budget;
    }

    /**
     * Acquires more bytes, waiting up to half a second.
     *
     * @throws LLMException with the code {@code server_overloaded} if they are not available
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

    /** Releases everything. Idempotent. */
    @Override
    public void close() {
        long held = taken.getAndSet(CLOSED);
        if (held > 0) {
            budget.give(held);
        }
    }
}
