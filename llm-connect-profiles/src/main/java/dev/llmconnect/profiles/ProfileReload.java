package dev.llmconnect.profiles;

import dev.llmconnect.LLMException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Lets changed definitions hold while calls are running. Definitions that are wrong change nothing: the last good ones go on, and one
 * line in the log says why. Thread-safe.
 */
public final class ProfileReload implements AutoCloseable {
    /** How often the file is looked at: every second. */
    public static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private static final Logger LOG = System.getLogger(ProfileReload.class.getName());

    private final ProfileAdapter adapter;
    private final Supplier<Profiles> definitions;
    private final Path file;
    private final CountDownLatch closed = new CountDownLatch(1);
    private String seen;

    /**
     * Does nothing until it is told to {@link #watch()} or to {@link #reload}.
     *
     * @param adapter gets the new profiles
     * @param definitions reads them; throws when they are wrong
     * @param file the one to watch, as it was when the adapter got its profiles
     */
    public ProfileReload(ProfileAdapter adapter, Supplier<Profiles> definitions, Path file) {
        this.adapter = adapter;
        this.definitions = definitions;
        this.file = file;
        this.seen = state();
    }

    /** Looks at the file every {@link #LOOK_EVERY} from now on, in a daemon thread, until closed. Called once. */
    public void watch() {
        Thread thread = new Thread(this::lookUntilClosed, "llm-connect-profile-file");
        thread.setDaemon(true);
        thread.start();
    }

    private void lookUntilClosed() {
        try {
            while (!closed.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads the definitions again if the file is another than at the last look; a broken one is read once. */
    synchronized void look() {
        String now = state();
        if (!now.equals(seen)) {
            reload("it has changed");
        }
    }

    /**
     * Reads the definitions again.
     *
     * @param reason for the log
     * @return whether they hold now
     */
    public synchronized boolean reload(String reason) {
        seen = state();
        try {
            Profiles profiles = definitions.get();
            adapter.replace(profiles);
            // What cannot be set up says so when it is called.
            adapter.setUp();
            LOG.log(
                    Level.INFO,
                    "read {0} again, since {1}; profiles: {2}",
                    file,
                    reason,
                    String.join(", ", profiles.names()));
            return true;
        } catch (LLMException e) {
            LOG.log(Level.ERROR, "the profiles stay as they were: {0}", e.getMessage());
        } catch (RuntimeException e) {
            // A bug, and no reason to stop looking.
            LOG.log(Level.ERROR, "the profiles stay as they were", e);
        }
        return false;
    }

    /** Looks no more. Idempotent. */
    @Override
    public void close() {
        closed.countDown();
    }

    /** What tells one state of the file from another. The file may be replaced, or be a link that comes to point elsewhere. */
    private String state() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (NoSuchFileException e) {
            return "absent";
        } catch (IOException e) {
            return "unreadable: " + e.getMessage();
        }
    }
}
