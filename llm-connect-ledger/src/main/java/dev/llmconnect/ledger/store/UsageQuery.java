package dev.llmconnect.ledger.store;

import java.time.Instant;
import java.util.List;

/**
 * Query of usage sums. Immutable and thread-safe.
 *
 * @param since start time, inclusive
 * @param until end time, exclusive
 * @param by dimensions to group by, in the order of the result; empty for a single sum
 */
public record UsageQuery(Instant since, Instant until, List<Dimension> by) {
    /** Copies the list. */
    public UsageQuery {
        by = List.copyOf(by);
    }

    /**
     * Dimension to group by. Immutable and thread-safe.
     *
     * @param column name of the column
     * @param tag key of a tag if the column is that of the tags; otherwise empty
     */
    public record Dimension(String column, String tag) {
        /** Names supported by {@link #parse}, in addition to {@code tag:KEY}. */
        public static final List<String> NAMES = List.of("caller", "profile", "provider", "model", "outcome", "day");

        /**
         * Parses {@code caller}, {@code profile}, {@code provider}, {@code model}, {@code outcome}, {@code day} or
         * {@code tag:KEY}.
         *
         * @throws IllegalArgumentException if the name is unknown
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
