package dev.llmconnect.profiles;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Closes several things, each of them whatever happens to the others. */
final class Closing {
    private @Nullable RuntimeException failure;

    private Closing() {}

    /** Throws the first failure, after everything was closed, with the others as suppressed ones. */
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
