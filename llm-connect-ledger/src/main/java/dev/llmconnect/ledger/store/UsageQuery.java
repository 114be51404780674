package dev.llmconnect.ledger.store;

import java.time.Instant;
import java.util.List;

/**
 * Which usage is summed, and by what. Immutable.
 *
 * @param since the first moment
 * @param until the moment after the last one
 * @param by what the sums are told apart by, in the order of the answer; empty for one sum of all
 */
public record UsageQuery(Instant since, Instant until, List<Dimension> by) {
    /** Copies the list. */
    public UsageQuery {
        by = List.copyOf(by);
    }

    /**
     * What sums are told apart by. Immutable.
     *
     * @param column the name of the column
     * @param tag the key of a tag, when the column is that of all tags; else empty
     */
    public record Dimension(String column, String tag) {
        /** The names that {@link #parse} knows, beside {@code tag:KEY}. */
        public static final List<String> NAMES = List.of("caller", "profile", "provider", "model", "outcome", "day");

        /**
         * Reads {@code caller}, {@code profile}, {@code provider}, {@code model}, {@code outcome}, {@code day} or {@code tag:KEY}.
         *
         * @throws IllegalArgumentException for another name
         */
        public static Dimension parse(String name) {
            if (name.startsWith("tag:") && name.length() > 4) {
                return new Dimension("tags", name.substring(4));
            }
            if (!NAMES.contains(name)) {
                throw new IllegalArgumentException(
                        "unknown dimension " + name + ", expected " + String.join(", ", NAMES) + " or tag:KEY");
            }
            return new Dimension(name, "");
        }

        @Override
        public String toString() {
            return tag.isEmpty() ? column : "tag:" + tag;
        }
    }
}
