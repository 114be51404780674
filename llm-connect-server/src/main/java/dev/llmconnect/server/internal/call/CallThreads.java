package dev.llmconnect.server.internal.call;

import dev.llmconnect.internal.WorkerThreads;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The threads on which calls run and block: a virtual one for each call where the JVM has them (Java 21 and later), else one of a
 * pool. Neither is bounded here; {@link CallGate} is the bound.
 */
public final class CallThreads {
    private static final String NAME = "llm-connect-call-";
    /** Enough for a TLS handshake and a document nested as deep as is accepted; the JVM's default is twice that. */
    private static final long STACK_BYTES = 512 << 10;

    private static final long KEEP_ALIVE_SECONDS = 30;
    private static final int MAX_LARGE_CALLS = 64;

    private static final boolean VIRTUAL = WorkerThreads.areVirtual();

    private CallThreads() {}

    /** Whether calls run on virtual threads. */
    public static boolean virtual() {
        return VIRTUAL;
    }

    /** A new executor that starts whatever it is given at once. */
    public static ExecutorService executor() {
        return WorkerThreads.virtualExecutor(NAME)
                .orElseGet(() -> platformThreads(NAME, Integer.MAX_VALUE, new ThreadPoolExecutor.AbortPolicy()));
    }

    /**
     * A new executor for calls with a large body: up to 64 platform threads, and the other executor beyond that. A virtual thread leaves
     * its processor only when it blocks, so without it a body of 9 MB keeps other calls waiting for as long as it is parsed, translated
     * and written; the operating system divides the time of processors among platform threads.
     *
     * @param others runs calls on virtual threads, or is returned where there are none
     */
    public static ExecutorService largeBodyExecutor(ExecutorService others) {
        return virtual()
                ? platformThreads(NAME + "large-", MAX_LARGE_CALLS, (work, full) -> others.execute(work))
                : others;
    }

    /** Daemon threads, started when they are needed and ended after 30 seconds without work. */
    static ExecutorService platformThreads(String name, int max, RejectedExecutionHandler whenFull) {
        AtomicLong count = new AtomicLong();
        ThreadFactory factory = work -> {
            Thread thread = new Thread(null, work, name + count.incrementAndGet(), STACK_BYTES);
            thread.setDaemon(true);
            return thread;
        };
        return new ThreadPoolExecutor(
                0, max, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), factory, whenFull);
    }
}
