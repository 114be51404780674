package dev.llmconnect.ledger.internal;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMException;
import dev.llmconnect.Ticker;
import dev.llmconnect.internal.FileState;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;

/**
 * What an operator's file says, read again when the file has changed. A file that is wrong or gone changes nothing: what it said last goes
 * on to hold, and one line in the log says why. Thread-safe.
 *
 * @param <T> what the file is read into
 */
public final class ReloadedFile<T> {
    /** Interval between looks at the file, which are made by whoever asks: half a second. */
    public static final Duration INTERVAL = Duration.ofMillis(500);

    private static final Logger LOG = System.getLogger(ReloadedFile.class.getName());

    private final Path file;
    private final BiFunction<String, String, T> parser;
    private final Ticker ticker;
    private final AtomicLong lookAt;
    private volatile T content;
    private String state;

    /**
     * Reads the file.
     *
     * @param parser makes the content from the name of the file and its text
     * @throws LLMConfigurationException when the file cannot be read or is wrong
     */
    public ReloadedFile(Path file, BiFunction<String, String, T> parser, Ticker ticker) {
        this.file = file;
        this.parser = parser;
        this.ticker = ticker;
        this.lookAt = new AtomicLong(ticker.nanos() + INTERVAL.toNanos());
        this.state = FileState.of(file);
        this.content = read();
    }

    /** What the file says; at most {@link #INTERVAL} old. */
    public T get() {
        long now = ticker.nanos();
        long due = lookAt.get();
        if (now - due >= 0 && lookAt.compareAndSet(due, now + INTERVAL.toNanos())) {
            look();
        }
        return content;
    }

    /** Reads the file again, whether or not it looks changed. */
    public synchronized void reload() {
        state = FileState.of(file);
        try {
            content = read();
            LOG.log(Level.INFO, "reloaded {0}", file);
        } catch (LLMException e) {
            LOG.log(
                    Level.ERROR,
                    "{0} was not reloaded, and the previous content stays in use: {1}",
                    file,
                    e.getMessage());
        }
    }

    private synchronized void look() {
        if (!FileState.of(file).equals(state)) {
            reload();
        }
    }

    private T read() {
        try {
            return parser.apply(file.toString(), Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new LLMConfigurationException(file + " does not exist", e, ErrorDetails.none());
        } catch (IOException e) {
            throw new LLMConfigurationException(file + " cannot be read: " + e.getMessage(), e, ErrorDetails.none());
        }
    }
}
