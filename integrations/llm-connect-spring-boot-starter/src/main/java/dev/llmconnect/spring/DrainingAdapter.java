package dev.llmconnect.spring;

import dev.llmconnect.Cancellation;
import dev.llmconnect.ErrorCode;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMStream;
import dev.llmconnect.spi.ForwardingAdapter;
import dev.llmconnect.spi.ForwardingStream;
import dev.llmconnect.spi.Operation;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Knows the calls that run, so that a shutdown can wait for them and cancel the rest. Thread-safe. */
final class DrainingAdapter extends ForwardingAdapter {
    private final Object lock = new Object();
    private final Set<Running> running = new HashSet<>();
    private boolean stopped;

    DrainingAdapter(LLMAdapter delegate) {
        super(delegate);
    }

    @Override
    @SuppressWarnings("unchecked") // a stream stays a stream
    protected <C extends LLMCall, T> T around(C call, Operation<C, T> operation) {
        Running entry = new Running(call.context().cancellation());
        synchronized (lock) {
            if (stopped) {
                throw new ShuttingDownException();
            }
            running.add(entry);
        }
        T answer;
        try {
            answer = super.around(call, operation);
        } catch (Throwable e) {
            ended(entry);
            throw e;
        }
        if (answer instanceof LLMStream stream) {
            return (T) new DrainingStream(stream, entry);
        }
        ended(entry);
        return answer;
    }

    private void ended(Running entry) {
        synchronized (lock) {
            running.remove(entry);
            lock.notifyAll();
        }
    }

    /** Permits calls again after {@link #drain}. */
    void resume() {
        synchronized (lock) {
            stopped = false;
        }
    }

    /**
     * Waits for the running calls, then refuses new ones and cancels those that still run.
     *
     * @return number of calls that were cancelled
     */
    int drain(Duration timeout) throws InterruptedException {
        long until = System.nanoTime() + timeout.toNanos();
        Set<Running> left;
        synchronized (lock) {
            for (long rest = timeout.toNanos(); !running.isEmpty() && rest > 0; rest = until - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(lock, rest);
            }
            stopped = true;
            left = new HashSet<>(running);
        }
        left.forEach(entry -> entry.cancellation.cancel());
        return left.size();
    }

    /** A call; not a record, since two calls may share a cancellation. */
    private static final class Running {
        private final Cancellation cancellation;

        Running(Cancellation cancellation) {
            this.cancellation = cancellation;
        }
    }

    private final class DrainingStream extends ForwardingStream {
        private final Running entry;

        DrainingStream(LLMStream stream, Running entry) {
            super(stream);
            this.entry = entry;
        }

        @Override
        protected void release() {
            try {
                super.release();
            } finally {
                ended(entry);
            }
        }
    }

    private static final class ShuttingDownException extends LLMException {
        private static final long serialVersionUID = 1L;

        ShuttingDownException() {
            super(
                    ErrorCode.SERVER_OVERLOADED,
                    "ServerOverloadedError",
                    "the application is shutting down",
                    null,
                    ErrorDetails.none());
        }
    }
}
