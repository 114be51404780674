package dev.llmconnect.server.internal.http;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The one clock of a connection: each phase has its longest time, counted from when it began. Used on the event loop only. */
final class PhaseTimer {
    /** What a connection is waiting for. */
    enum Phase {
        /** The first byte of a request. */
        IDLE,
        /** The rest of a request's headers. */
        HEADERS,
        /** The rest of a request's body. */
        BODY,
        /** The answer; the call has a deadline of its own. */
        CALL,
        /** The client, to take the answer in. */
        WRITE,
        /** The client, to close after its last answer. */
        LINGER
    }

    private Phase phase = Phase.CALL;
    private @Nullable ScheduledFuture<?> running;

    Phase phase() {
        return phase;
    }

    /** Begins a phase without a limit. */
    void enter(Phase next) {
        stop();
        phase = next;
    }

    /** Begins a phase; {@code tooLate} runs unless the next one begins in time. */
    void enter(Phase next, EventLoop loop, Duration longest, Runnable tooLate) {
        enter(next);
        running = loop.schedule(tooLate, longest.toNanos(), TimeUnit.NANOSECONDS);
    }

    void stop() {
        if (running != null) {
            running.cancel(false);
            running = null;
        }
    }
}
