package dev.llmconnect.ledger.store;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Query of usage sums: {@code UsageQuery.between(since, until).groupedBy(Dimension.parse("caller"))}. Immutable and
 * thread-safe.
 */
public final class UsageQuery {
    private final Instant since;
    private final Instant until;
    private final List<Dimension> dimensions;

    private UsageQuery(Instant since, Instant until, List<Dimension> dimensions) {
        this.since = Objects.requireNonNull(since, "since");
        this.until = Objects.requireNonNull(until, "until");
        this.dimensions = List.copyOf(dimensions);
    }

    /**
     * Returns a query of a single sum.
     *
     * @param since start time, inclusive
     * @param until end time, exclusive
     */
    public static UsageQuery between(Instant since, Instant until) {
        return new UsageQuery(since, until, List.of());
    }

    /**
     * Returns the query with one sum for each combination of values of the dimensions.
     *
     * @param dimensions in the order of {@link UsageSummary#key()}
     */
    public UsageQuery groupedBy(List<Dimension> dimensions) {
        return new UsageQuery(since, until, dimensions);
    }

    /** Returns the query with one sum for each combination of values of the dimensions. */
    public UsageQuery groupedBy(Dimension... dimensions) {
        return groupedBy(List.of(dimensions));
    }

    /** Returns the start time, inclusive. */
    public Instant since() {
        return since;
    }

    /** Returns the end time, exclusive. */
    public Instant until() {
        return until;
    }

    /** Returns the dimensions to group by, in the order of the result; empty for a single sum. */
    public List<Dimension> dimensions() {
        return dimensions;
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
