package dev.llmconnect.server.internal.engine;

import java.util.concurrent.atomic.AtomicLong;

/** How much of the heap the bodies of all requests may take together, so that many large ones cannot exhaust it. */
final class BodyBudget {
    private final AtomicLong left;

    BodyBudget(long bytes) {
        left = new AtomicLong(bytes);
    }

    /** Takes a share; {@code false} when there is not enough left. */
    boolean take(int bytes) {
        if (left.addAndGet(-bytes) >= 0) {
            return true;
        }
        left.addAndGet(bytes);
        return false;
    }

    /** Gives a share back. */
    void give(long bytes) {
        left.addAndGet(bytes);
    }
}
