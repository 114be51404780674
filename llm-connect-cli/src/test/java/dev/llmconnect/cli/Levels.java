package dev.llmconnect.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What this process holds.
 *
 * @param threads alive
 * @param files open, sockets among them; 0 where the system does not tell
 * @param heapBytes in use after a collection
 */
record Levels(int threads, long files, long heapBytes) {
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int STEADY_POLLS = 6;

    static Levels now() throws IOException {
        System.gc();
        return new Levels(
                ManagementFactory.getThreadMXBean().getThreadCount(),
                openFiles(),
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }

    /** Waits until threads and files have stopped to become fewer, as they do some time after what held them was closed. */
    static Levels settled() throws IOException {
        Levels last = now();
        for (int steady = 0; steady < STEADY_POLLS; steady++) {
            LockSupport.parkNanos(POLL.toNanos());
            Levels now = now();
            if (now.threads < last.threads || now.files < last.files) {
                steady = 0;
            }
            last = now;
        }
        return last;
    }

    /** Waits until the levels are as they should be, or for as long as can be expected of them. */
    static Levels settled(Predicate<Levels> right) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Levels now = now();
        while (!right.test(now) && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(POLL.toNanos());
            now = now();
        }
        return now;
    }

    private static long openFiles() throws IOException {
        if (!Files.isDirectory(OPEN_FILES)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(OPEN_FILES)) {
            return files.count();
        }
    }
}
