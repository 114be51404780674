package dev.llmconnect.ledger.callers;

import dev.llmconnect.LLMException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** Modifiable source of the text that {@link Callers} parses. Thread-safe. */
public interface CallerSource {
    /** Creates a source from a file, which is created by the first update; readable by its owner only on POSIX systems. */
    static CallerSource of(Path file) {
        return new FileCallerSource(file);
    }

    /**
     * Returns the text; empty if there is none yet.
     *
     * @throws LLMException if it cannot be read
     */
    String read();

    /**
     * Returns a version that differs whenever the text does, without transferring the text where the source allows it; by default the text.
     *
     * @throws LLMException if it cannot be read
     */
    default String version() {
        return read();
    }

    /**
     * Replaces the text atomically. Concurrent updates, of this process or others, are serialized.
     *
     * @throws LLMException if it cannot be written or {@code change} throws; the text is then unchanged
     */
    void update(UnaryOperator<String> change);

    /** Name of the source in messages. */
    String description();
}
