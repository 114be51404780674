package dev.llmconnect.cli;

import dev.llmconnect.Ticker;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Has the heap collected whenever some megabytes in it have grown old. The serial collector, which costs a small service least, would
 * (on JDK 25, not yet on 17) take all the memory it may have before it looks for garbage among what is old, and so a process would grow
 * for hours.
 *
 * <p>A collection stops every call for as long as it takes, a few tens of milliseconds while little is in use. So at most a
 * hundredth of the time is spent on it, and none in the first ten seconds of a rush of calls. Used by one thread.
 */
final class HeapTrimmer {
    /** What must have grown old since the last collection, in bytes, for the next one to be worth its time. */
    static final long STEP = 8 << 20;

    /**
     * What grows old between two looks, in bytes, when a rush of calls arrives: mostly those calls, and no garbage yet. Ten
     * thousand calls are twice as much each second; a thousand streams that begin together are 34 MB and no rush.
     */
    static final long RUSH = 48 << 20;

    /** How long nothing is done after a rush. */
    static final Duration CALM = Duration.ofSeconds(5);

    /** How long nothing is done from the beginning of a rush on: what goes on for longer brings garbage too. */
    static final Duration LONGEST_CALM = CALM.multipliedBy(2);

    /** From one collection to the next passes so many times what the first one took. */
    static final int LEAST_PAUSE = 100;

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final String OLD_PART_OF_SERIAL = "Tenured Gen";

    private final LongSupplier old;
    private final Runnable collection;
    private final Ticker ticker;
    private long lastSeen;
    private long leftByLast;
    private long notBefore;
    private boolean rushing;
    private long calmUntil;

    /**
     * @param old the bytes in the old part of the heap
     * @param collection empties it of garbage
     */
    HeapTrimmer(LongSupplier old, Runnable collection, Ticker ticker) {
        this.old = old;
        this.collection = collection;
        this.ticker = ticker;
        lastSeen = old.getAsLong();
        leftByLast = lastSeen;
        notBefore = ticker.nanos();
    }

    /** Looks once a second from now on, on a thread of its own that does not keep the process alive; other collectors than the serial one are left alone. */
    static void start() {
        Thread thread = new Thread(HeapTrimmer::run, "llm-connect-heap");
        thread.setDaemon(true);
        thread.start();
    }

    private static void run() {
        // Once the start is over.
        pause();
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getName().equals(OLD_PART_OF_SERIAL)) {
                HeapTrimmer trimmer = new HeapTrimmer(() -> pool.getUsage().getUsed(), System::gc, Ticker.system());
                while (true) {
                    pause();
                    trimmer.look();
                }
            }
        }
    }

    private static void pause() {
        LockSupport.parkNanos(INTERVAL.toNanos());
    }

    /** Collects if that is due. */
    void look() {
        long now = ticker.nanos();
        long seen = old.getAsLong();
        if (seen - lastSeen >= RUSH) {
            if (!rushing) {
                rushing = true;
                calmUntil = now + LONGEST_CALM.toNanos();
            }
            long calm = Math.min(CALM.toNanos(), calmUntil - now);
            notBefore = now + Math.max(notBefore - now, calm);
        }
        lastSeen = seen;
        // Less than before: the JVM has collected by itself.
        leftByLast = Math.min(leftByLast, seen);
        if (seen - leftByLast < STEP) {
            rushing = false;
        } else if (now - notBefore >= 0) {
            collection.run();
            rushing = false;
            long end = ticker.nanos();
            notBefore = end + LEAST_PAUSE * (end - now);
            lastSeen = old.getAsLong();
            leftByLast = lastSeen;
        }
    }
}
