package dev.llmconnect.bench.load;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;

/**
 * Callers that come at a fixed rate, whether or not earlier ones have been answered. The time of a call counts from
 * the instant it was due, also when no connection was free then: a gateway that stalls is charged for all who waited
 * (no coordinated omission).
 */
public final class OpenLoop extends Load {
    private final Deque<CallConnection> free = new ArrayDeque<>();
    private final Deque<Long> overdue = new ArrayDeque<>();
    private final long intervalNanos;
    private long nextDue;

    /** So many calls a second, on at most so many connections. */
    public OpenLoop(CallTemplate template, int connections, double callsPerSecond, Hangups hangups) {
        super(template, connections, hangups);
        this.intervalNanos = (long) (1e9 / callsPerSecond);
    }

    /** Lets the calls come. */
    public void begin() {
        onLoop(() -> nextDue = System.nanoTime());
        Thread pace = new Thread(this::pace, "pace");
        pace.setDaemon(true);
        pace.start();
    }

    /** A thread of its own keeps the time: the event loop's timers are exact to a millisecond only. */
    private void pace() {
        try {
            for (long due = nextDue; due >= 0; due = onLoop(this::come)) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
        } catch (RejectedExecutionException expected) {
            // closed in the meantime
            return;
        }
    }

    /** Starts what is due, and returns when the next one will be; negative: never. */
    private long come() {
        long now = System.nanoTime();
        while (!stopping() && nextDue <= now) {
            CallConnection connection = free.poll();
            if (connection == null) {
                overdue.add(nextDue);
            } else {
                send(connection, nextDue);
            }
            nextDue += intervalNanos;
        }
        return stopping() ? -1 : nextDue;
    }

    /** Calls that are due and wait for a free connection; they are in no count yet. */
    public int overdue() {
        return onLoop(overdue::size);
    }

    @Override
    void idle(CallConnection connection) {
        Long due = stopping() ? null : overdue.poll();
        if (due == null) {
            // the last one used comes first, as in a pool
            free.push(connection);
        } else {
            send(connection, due);
        }
    }

    @Override
    void disconnected(CallConnection connection) {
        free.remove(connection);
        super.disconnected(connection);
    }
}
