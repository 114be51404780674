package dev.llmconnect.internal;

import dev.llmconnect.LLMException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Memory held by one piece of work in a {@link MemoryBudget}. Amounts below {@value #FREE_BYTES} bytes are not counted, since the
 * number of calls bounds them. Confined to one thread, but may be closed by another.
 *
 * <p>The lease of a call is bound to the call's thread by {@link #during}, so that a provider's response stays counted without a gap
 * until it has been written: {@link #handOver}.
 */
public final class MemoryLease implements AutoCloseable {
    /** Amount that is not counted. */
    public static final long FREE_BYTES = 64 << 10;

    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final long CLOSED = -1;
    private static final ThreadLocal<@Nullable MemoryLease> CURRENT = new ThreadLocal<>();

    private final MemoryBudget budget;
    /** Acquired bytes; {@value #CLOSED} once released. */
    private final AtomicLong taken = new AtomicLong();

    private long used;

    /** Creates a lease of a budget. */
    public MemoryLease(MemoryBudget budget) {
        this.budget = budget;
    }

    /** The lease of the call that this thread works for. */
    public static Optional<MemoryLease> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    /** Runs work on this thread whose memory counts in this lease. */
    public void during(Runnable work) {
        MemoryLease before = CURRENT.get();
        CURRENT.set(this);
        try {
            work.run();
        } finally {
            if (before == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(before);
            }
        }
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

    /** So many bytes are no longer used. They stay reserved for what this lease counts next, until it is closed. */
    public void free(long bytes) {
        used -= bytes;
    }

    /**
     * Closes this lease in favour of the {@linkplain #current() call's}, which from then on holds what this one held; gives it back where
     * this thread works for no call, or for one with another budget.
     *
     * @param kept how many bytes of it stay in use; the rest is reserved for what the call does next
     */
    public void handOver(long kept) {
        MemoryLease call = CURRENT.get();
        if (call == null || call == this || call.budget != budget) {
            close();
            return;
        }
        long held = taken.getAndSet(CLOSED);
        if (held > 0) {
            call.receive(held, kept);
        }
    }

    private void receive(long bytes, long kept) {
        used += kept;
        if (taken.getAndUpdate(held -> held == CLOSED ? CLOSED : held + bytes) == CLOSED) {
            budget.give(bytes);
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
