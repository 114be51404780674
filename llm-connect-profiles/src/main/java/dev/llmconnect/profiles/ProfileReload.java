package dev.llmconnect.profiles;

import dev.llmconnect.LLMException;
import dev.llmconnect.internal.FileState;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Reloads profile definitions at run time. Invalid definitions are logged and change nothing. Thread-safe. */
public final class ProfileReload implements AutoCloseable {
    /** Interval between checks of the file: 1 s. */
    public static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

    private static final Logger LOG = System.getLogger(ProfileReload.class.getName());

    private final ProfileAdapter adapter;
    private final Supplier<Profiles> definitions;
    private final Path file;
    private final CountDownLatch closed = new CountDownLatch(1);
    private String seen;

    /**
     * Creates a reload that is inactive until {@link #watch()} or {@link #reload} is called.
     *
     * @param adapter adapter whose profiles are replaced
     * @param definitions loads the definitions; throws if they are invalid
     * @param file file to watch, in the state in which the adapter's profiles were loaded
     */
    public ProfileReload(ProfileAdapter adapter, Supplier<Profiles> definitions, Path file) {
        this.adapter = adapter;
        this.definitions = definitions;
        this.file = file;
        this.seen = FileState.of(file);
    }

    /** Checks the file every {@link #CHECK_INTERVAL} on a daemon thread until closed. Call once. */
    public void watch() {
        Thread thread = new Thread(this::checkUntilClosed, "llm-connect-profile-file");
        thread.setDaemon(true);
        thread.start();
    }

    private void checkUntilClosed() {
        try {
            while (!closed.await(CHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                check();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reloads if the file has changed since the last check; an invalid file is loaded once. */
    synchronized void check() {
        String now = FileState.of(file);
        if (!now.equals(seen)) {
            reload("the file changed");
        }
    }

    /**
     * Reloads the definitions.
     *
     * @param reason reason, for the log
     * @return whether the definitions are in effect
     */
    public synchronized boolean reload(String reason) {
        seen = FileState.of(file);
        try {
            Profiles profiles = definitions.get();
            adapter.replace(profiles);
            // A call reports a provider that cannot be created.
            adapter.createAdapters();
            LOG.log(Level.INFO, "reloaded {0} ({1}); profiles: {2}", file, reason, String.join(", ", profiles.names()));
            return true;
        } catch (LLMException e) {
            LOG.log(
                    Level.ERROR,
                    "the profiles were not reloaded, and the previous ones stay in use: {0}",
                    e.getMessage());
        } catch (RuntimeException e) {
            // A bug, and no reason to stop watching.
            LOG.log(Level.ERROR, "the profiles were not reloaded, and the previous ones stay in use", e);
        }
        return false;
    }

    /** Stops watching. Idempotent. */
    @Override
    public void close() {
        closed.countDown();
    }
}
