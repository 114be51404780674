package dev.llmconnect.server.internal.call;

import java.lang.reflect.Method;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The threads on which calls run and block: a virtual one for each call where the JVM has them (Java 21 and later), else one of a
 * pool. Neither is bounded here; {@link CallGate} is the bound.
 */
public final class CallThreads {
    private static final String NAME = "llm-connect-call-";
    /** Enough for a TLS handshake and a document nested as deep as is accepted; the JVM's default is twice that. */
    private static final long STACK_BYTES = 512 << 10;

    private static final long KEEP_ALIVE_SECONDS = 30;

    private static final @Nullable Method PER_TASK = perTaskExecutor();

    private CallThreads() {}

    /** Whether calls run on virtual threads. */
    public static boolean virtual() {
        return PER_TASK != null;
    }

    /** A new executor that starts whatever it is given at once. */
    public static ExecutorService executor() {
        if (PER_TASK != null) {
            try {
                return (ExecutorService) PER_TASK.invoke(null, virtualFactory());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("virtual threads were there a moment ago", e);
            }
        }
        AtomicLong count = new AtomicLong();
        ThreadFactory factory = work -> {
            Thread thread = new Thread(null, work, NAME + count.incrementAndGet(), STACK_BYTES);
            thread.setDaemon(true);
            return thread;
        };
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
    }

    /** {@code Executors.newThreadPerTaskExecutor}, unless this JVM has no virtual threads, or only as a preview. */
    private static @Nullable Method perTaskExecutor() {
        try {
            virtualFactory();
            return Executors.class.getMethod("newThreadPerTaskExecutor", ThreadFactory.class);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    /** {@code Thread.ofVirtual().name(NAME, 1).factory()}, which the compiler for Java 17 does not know. */
    private static ThreadFactory virtualFactory() throws ReflectiveOperationException {
        Class<?> builderType = Class.forName("java.lang.Thread$Builder");
        Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
        Object named = builderType.getMethod("name", String.class, long.class).invoke(builder, NAME, 1L);
        return (ThreadFactory) builderType.getMethod("factory").invoke(named);
    }
}
