package dev.llmconnect.internal;

import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Threads that blocking work runs on: virtual ones where the JVM has them (Java 21 and later), else daemon threads of a pool. */
public final class WorkerThreads {
    private static final long KEEP_ALIVE_SECONDS = 10;
    private static final boolean VIRTUAL = Runtime.version().feature() >= 21;

    private WorkerThreads() {}

    /** A new executor that starts whatever it is given at once; what starts the work bounds it. */
    public static ExecutorService executor(String name) {
        return virtualExecutor(name)
                .orElseGet(() -> new ThreadPoolExecutor(
                        0,
                        Integer.MAX_VALUE,
                        KEEP_ALIVE_SECONDS,
                        TimeUnit.SECONDS,
                        new SynchronousQueue<>(),
                        platformThreads(name)));
    }

    /** Whether the JVM has virtual threads, and not only as a preview. */
    public static boolean areVirtual() {
        return VIRTUAL;
    }

    /** A new executor with a virtual thread for each task; empty where the JVM has none, or only as a preview. */
    public static Optional<ExecutorService> virtualExecutor(String name) {
        if (!VIRTUAL) {
            return Optional.empty();
        }
        // Executors.newThreadPerTaskExecutor(Thread.ofVirtual().factory()), which the compiler for Java 17 does not
        // know.
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            ThreadFactory threads = (ThreadFactory) Class.forName("java.lang.Thread$Builder")
                    .getMethod("factory")
                    .invoke(builder);
            return Optional.of((ExecutorService) Executors.class
                    .getMethod("newThreadPerTaskExecutor", ThreadFactory.class)
                    .invoke(null, named(name, threads)));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Java " + Runtime.version() + " has no virtual threads", e);
        }
    }

    private static ThreadFactory platformThreads(String name) {
        return named(name, work -> {
            Thread thread = new Thread(work);
            thread.setDaemon(true);
            return thread;
        });
    }

    private static ThreadFactory named(String name, ThreadFactory threads) {
        AtomicLong count = new AtomicLong();
        return work -> {
            Thread thread = threads.newThread(work);
            thread.setName(name + count.incrementAndGet());
            return thread;
        };
    }
}
