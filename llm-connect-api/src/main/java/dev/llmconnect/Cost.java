package dev.llmconnect;

import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Cost of a call and its source. An unknown price is never reported as 0. Immutable and thread-safe. */
public final class Cost {
    /** Source of a cost, in order of precedence. */
    public enum Source {
        /** The provider's response. */
        PROVIDER("provider"),
        /** The operator's price file. */
        OPERATOR("operator"),
        /** The price table bundled with llm-connect. */
        BUNDLED("bundled"),
        /** No source: the price is unknown. */
        UNKNOWN("unknown");

        private final String value;

        Source(String value) {
            this.value = value;
        }

        /** Value of {@code metadata.cost_source} (wire contract, section 2). */
        public String value() {
            return value;
        }
    }

    private static final int MAX_DIGITS = 9;
    private static final int MAX_FRACTION_DIGITS = 100;

    /** Unknown cost. */
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
     * Creates a known cost, or {@link #UNKNOWN} if the amount is not plausible: a billion dollars or more, or more than 100 fraction digits.
     *
     * @param usd amount in US dollars
     * @throws IllegalArgumentException if the source is {@link Source#UNKNOWN}
     */
    public static Cost of(BigDecimal usd, Source source) {
        if (source == Source.UNKNOWN) {
            throw new IllegalArgumentException("a known cost needs a source");
        }
        // Asked of the exponent, since 1e999999999 would be written out otherwise.
        boolean isPlausible = usd.precision() - (long) usd.scale() <= MAX_DIGITS && usd.scale() <= MAX_FRACTION_DIGITS;
        return isPlausible ? new Cost(usd, source) : UNKNOWN;
    }

    /** Amount in US dollars, without trailing zeros; absent if unknown. */
    public Optional<BigDecimal> usd() {
        return Optional.ofNullable(usd);
    }

    /** Source of the amount. */
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
