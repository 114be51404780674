package dev.llmconnect.ledger.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Detects whether this process is the only user of a file. The owner holds an exclusive lock on the first byte of a companion
 * file; other processes hold a shared lock on the second byte, which the owner detects, and share the first byte once the owner
 * releases it. Locks end with their process. Within one process, the first user is the owner, until a second one arrives.
 * Thread-safe.
 */
final class FileOwner implements AutoCloseable {
    private static final Map<Path, FileOwner> OPEN = new HashMap<>();
    private static final Duration HAND_OVER_TIMEOUT = Duration.ofSeconds(10);
    private static final long POLL_MILLIS = 5;

    private final Path file;
    private final FileChannel channel;
    private int users = 1;
    private @Nullable FileLock first;
    private @Nullable FileLock second;
    private boolean owning;

    private FileOwner(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Joins the users of the file: as its owner if there are no others, otherwise once the owner has released it. */
    static FileOwner join(Path guarded) throws IOException {
        Path file = guarded.resolveSibling(guarded.getFileName() + ".lock");
        FileOwner joined;
        synchronized (OPEN) {
            FileOwner known = OPEN.get(file);
            if (known == null) {
                known = new FileOwner(
                        file,
                        FileChannel.open(
                                file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
                OPEN.put(file, known);
                known.first = known.lock(0, false);
                known.owning = known.first != null;
                if (known.owning) {
                    return known;
                }
            } else {
                known.users++;
            }
            joined = known;
        }
        try {
            joined.visit();
        } catch (IOException e) {
            joined.close();
            throw e;
        }
        return joined;
    }

    /** Whether the first user, which must {@link #share} before another may use the file, owns it. */
    synchronized boolean isOwner() {
        return owning;
    }

    /**
     * Becomes the owner if there are no other users.
     *
     * @throws IOException if another process became the owner and does not release it
     */
    synchronized boolean tryOwn() throws IOException {
        if (owning || users > 1) {
            return false;
        }
        if (second != null) {
            second.release();
            second = lock(1, false);
            if (second == null) {
                second = lock(1, true);
                return false;
            }
        }
        release();
        first = lock(0, false);
        owning = first != null;
        if (!owning) {
            visit();
        }
        return owning;
    }

    /** Whether another user waits for the owner. */
    synchronized boolean isWanted() throws IOException {
        if (users > 1) {
            return true;
        }
        FileLock nobodyElse = lock(1, false);
        if (nobodyElse == null) {
            return true;
        }
        nobodyElse.release();
        return false;
    }

    /** Releases the ownership. */
    synchronized void share() throws IOException {
        owning = false;
        release();
        second = lock(1, true);
        first = lock(0, true);
        notifyAll();
    }

    private synchronized void visit() throws IOException {
        long end = System.nanoTime() + HAND_OVER_TIMEOUT.toNanos();
        if (!owning && second == null) {
            second = lock(1, true);
        }
        while (owning || first == null) {
            if (!owning) {
                first = lock(0, true);
                if (first != null) {
                    return;
                }
            }
            if (System.nanoTime() - end > 0) {
                throw new IOException("the process that uses " + file + " does not share it");
            }
            try {
                TimeUnit.MILLISECONDS.timedWait(this, POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    private @Nullable FileLock lock(long position, boolean shared) throws IOException {
        try {
            return channel.tryLock(position, 1, shared);
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private void release() throws IOException {
        FileLock one = first;
        FileLock other = second;
        first = null;
        second = null;
        if (one != null) {
            one.release();
        }
        if (other != null) {
            other.release();
        }
    }

    @Override
    public void close() {
        synchronized (OPEN) {
            synchronized (this) {
                users--;
                if (users > 0) {
                    return;
                }
            }
            OPEN.remove(file);
        }
        try {
            channel.close();
        } catch (IOException e) {
            // Its locks end with the process.
        }
    }
}
