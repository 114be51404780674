package dev.llmconnect.server.internal.engine;

import dev.llmconnect.Ticker;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one clock of a connection: each phase has its longest time, counted from when it began. Used on the event loop only.
 *
 * <p>A call goes through four phases, each of which mostly ends long before its time. So the end of a phase takes no task off the
 * loop: the one that is there looks, when its time comes, at the phase it finds, and comes again should that have time left.
 */
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

    private final Ticker ticker;
    private Phase phase = Phase.CALL;
    private @Nullable Runnable tooLate;
    private long endNanos;
    private @Nullable ScheduledFuture<?> look;
    private long lookNanos;

    PhaseTimer(Ticker ticker) {
        this.ticker = ticker;
    }

    Phase phase() {
        return phase;
    }

    /** Begins a phase without a limit. */
    void enter(Phase next) {
        phase = next;
        tooLate = null;
    }

    /** Begins a phase; {@code tooLate} runs unless the next one begins in time. */
    void enter(Phase next, EventLoop loop, Duration longest, Runnable tooLate) {
        phase = next;
        this.tooLate = tooLate;
        endNanos = ticker.nanos() + longest.toNanos();
        if (look == null || lookNanos - endNanos > 0) {
            takeOff();
            lookAt(endNanos, loop, longest.toNanos());
        }
    }

    /** Ends for good. */
    void stop() {
        tooLate = null;
        takeOff();
    }

    private void lookAt(long atNanos, EventLoop loop, long inNanos) {
        lookNanos = atNanos;
        look = loop.schedule(() -> look(loop), inNanos, TimeUnit.NANOSECONDS);
    }

    private void look(EventLoop loop) {
        look = null;
        Runnable late = tooLate;
        if (late == null) {
            return;
        }
        long left = endNanos - ticker.nanos();
        if (left > 0) {
            lookAt(endNanos, loop, left);
        } else {
            tooLate = null;
            late.run();
        }
    }

    private void takeOff() {
        if (look != null) {
            look.cancel(false);
            look = null;
        }
    }
}
