package dev.llmconnect;

import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a call costs, and who says so. An unknown price is never an amount of 0. Immutable and thread-safe. */
public final class Cost {
    /** Who says what a call costs; the first that knows it counts. */
    public enum Source {
        /** The provider, with its answer. */
        PROVIDER("provider"),
        /** The operator's price file. */
        OPERATOR("operator"),
        /** The price table that comes with llm-connect. */
        BUNDLED("bundled"),
        /** Nobody. */
        UNKNOWN("unknown");

        private final String value;

        Source(String value) {
            this.value = value;
        }

        /** Its name in {@code metadata.cost_source} of the wire contract, section 2. */
        public String value() {
            return value;
        }
    }

    /** Nobody knows what it costs. */
    public static final Cost UNKNOWN = new Cost(null, Source.UNKNOWN);

    private final @Nullable BigDecimal usd;
    private final Source source;

    private Cost(@Nullable BigDecimal usd, Source source) {
        this.usd = usd == null ? null : plain(usd);
        this.source = source;
    }

    private static BigDecimal plain(BigDecimal usd) {
        BigDecimal stripped = usd.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    /**
     * A known cost.
     *
     * @param usd US dollars
     * @throws IllegalArgumentException when the source is {@link Source#UNKNOWN}
     */
    public static Cost of(BigDecimal usd, Source source) {
        if (source == Source.UNKNOWN) {
            throw new IllegalArgumentException("a cost that is known has a source");
        }
        return new Cost(usd, source);
    }

    /** US dollars, without trailing zeros; absent when nobody knows. */
    public Optional<BigDecimal> usd() {
        return Optional.ofNullable(usd);
    }

    /** Who says so. */
    public Source source() {
        return source;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cost cost && source == cost.source && Objects.equals(usd, cost.usd);
    }

    @Override
    public int hashCode() {
        return Objects.hash(source, usd);
    }

    @Override
    public String toString() {
        return usd == null ? "Cost[unknown]" : "Cost[$" + usd.toPlainString() + ", " + source.value() + "]";
    }
}
