package dev.llmconnect.bench.load;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Callers that each wait for an answer before they call again. */
public final class ClosedLoop extends Load {
    private final Deque<CallConnection> waiting = new ArrayDeque<>();
    private long callsLeft;
    private boolean begun;

    /** Calls without end, once {@link #begin} is called. */
    public ClosedLoop(CallTemplate template, int connections) {
        this(template, connections, Long.MAX_VALUE, Hangups.NONE);
    }

    /** At most so many calls, some of which the caller leaves. */
    public ClosedLoop(CallTemplate template, int connections, long calls, Hangups hangups) {
        super(template, connections, hangups);
        this.callsLeft = calls;
    }

    /** Lets all connections call. */
    public void begin() {
        onLoop(() -> {
            begun = true;
            while (!waiting.isEmpty()) {
                idle(waiting.remove());
            }
            return begun;
        });
    }

    /** Whether as many calls were begun as were asked for. */
    public boolean spent() {
        return onLoop(() -> callsLeft == 0);
    }

    /** Waits until that is so, or until the time is up. */
    public void awaitSpent(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!spent() && System.nanoTime() < deadline) {
            Thread.sleep(2);
        }
    }

    @Override
    void idle(CallConnection connection) {
        if (!begun) {
            waiting.add(connection);
        } else if (!stopping() && callsLeft > 0) {
            callsLeft--;
            send(connection, System.nanoTime());
        }
    }

    @Override
    void disconnected(CallConnection connection) {
        waiting.remove(connection);
        super.disconnected(connection);
    }
}
