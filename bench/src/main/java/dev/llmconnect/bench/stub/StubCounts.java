package dev.llmconnect.bench.stub;

import java.util.concurrent.atomic.AtomicLong;

/** How many calls the stub has seen, for scenarios that must know that none was lost and none went on unread. */
final class StubCounts {
    private final AtomicLong started = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong abandoned = new AtomicLong();
    private final AtomicLong peak = new AtomicLong();

    void start() {
        long running = started.incrementAndGet() - answered.get() - abandoned.get();
        peak.accumulateAndGet(running, Math::max);
    }

    void answer() {
        answered.incrementAndGet();
    }

    void abandon() {
        abandoned.incrementAndGet();
    }

    /** The counts as {@code name=value} lines; the peak of calls held at once starts anew. */
    String report() {
        return "started=" + started.get() + "\nanswered=" + answered.get() + "\nabandoned=" + abandoned.get()
                + "\npeak=" + peak.getAndSet(0) + "\n";
    }
}
