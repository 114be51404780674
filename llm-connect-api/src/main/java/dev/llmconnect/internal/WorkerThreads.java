package dev.llmconnect.internal;

import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Threads that blocking work runs on: virtual ones where the JVM has them (Java 21 and later), else daemon threads of a pool. */
public final class WorkerThreads {
    private static final long KEEP_ALIVE_SECONDS = 10;

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
        return virtualThreads("") != null;
    }

    /** A new executor with a virtual thread for each task; empty where the JVM has none, or only as a preview. */
    public static Optional<ExecutorService> virtualExecutor(String name) {
        ThreadFactory virtual = virtualThreads(name);
        if (virtual == null) {
            return Optional.empty();
        }
        try {
            return Optional.of((ExecutorService) Executors.class
                    .getMethod("newThreadPerTaskExecutor", ThreadFactory.class)
                    .invoke(null, virtual));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("virtual threads need an executor", e);
        }
    }

    /** {@code Thread.ofVirtual().name(name, 1).factory()}, which the compiler for Java 17 does not know; {@code null} without them. */
    private static @Nullable ThreadFactory virtualThreads(String name) {
        try {
            Class<?> builder = Class.forName("java.lang.Thread$Builder");
            Object named = builder.getMethod("name", String.class, long.class)
                    .invoke(Thread.class.getMethod("ofVirtual").invoke(null), name, 1L);
            return (ThreadFactory) builder.getMethod("factory").invoke(named);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    private static ThreadFactory platformThreads(String name) {
        AtomicLong count = new AtomicLong();
        return work -> {
            Thread thread = new Thread(work, name + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
