package dev.llmconnect.profiles;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Closes several resources independently of each other's failures. */
final class Closing {
    private @Nullable RuntimeException failure;

    private Closing() {}

    /** Runs all actions, then throws the first failure with the others suppressed. */
    static void all(Stream<Runnable> closings) {
        Closing closing = new Closing();
        closings.forEachOrdered(closing::attempt);
        if (closing.failure != null) {
            throw closing.failure;
        }
    }

    private void attempt(Runnable close) {
        try {
            close.run();
        } catch (RuntimeException e) {
            if (failure == null) {
                failure = e;
            } else {
                failure.addSuppressed(e);
            }
        }
    }
}
