package dev.llmconnect.fuzz;

import java.util.List;

/** The source of every choice that a fuzzer makes. Not thread-safe. */
interface Choices {
    /** A number from 0 to below {@code limit}. */
    int below(int limit);

    /** Once in so many times. */
    default boolean once(int in) {
        return below(in) == 0;
    }

    default <T> T of(List<T> all) {
        return all.get(below(all.size()));
    }
}
