package dev.llmconnect.ledger.callers;

import dev.llmconnect.LLMException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** The text that says who may call, as {@link Callers} reads it, where commands can change it. Thread-safe. */
public interface CallerSource {
    /** A file, which is made when it is first changed; on POSIX systems for its owner alone. */
    static CallerSource of(Path file) {
        return new FileCallerSource(file);
    }

    /**
     * The text; empty when there is none yet.
     *
     * @throws LLMException when it cannot be read
     */
    String read();

    /**
     * Puts another text in place of this one. Changes that are made at once, by this process or another, are made one after the other, and
     * whoever reads meanwhile sees all of a change or nothing.
     *
     * @throws LLMException when it cannot be written, or the change throws; then nothing has changed
     */
    void update(UnaryOperator<String> change);

    /** How messages name it. */
    String description();
}
