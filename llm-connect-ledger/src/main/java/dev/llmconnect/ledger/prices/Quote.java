package dev.llmconnect.ledger.prices;

import dev.llmconnect.Cost;
import dev.llmconnect.Usage;
import dev.llmconnect.ledger.NanoDollars;
import java.util.LinkedHashMap;
import java.util.Map;

/** The prices that hold for a model, and where they come from. Immutable and thread-safe. */
public final class Quote {
    private final Cost.Source source;
    private final PriceRow row;
    private final ModelPrice price;
    private final String asOf;

    Quote(Cost.Source source, PriceRow row, ModelPrice price, String asOf) {
        this.source = source;
        this.row = row;
        this.price = price;
        this.asOf = asOf;
    }

    /** {@link Cost.Source#OPERATOR} or {@link Cost.Source#BUNDLED}. */
    public Cost.Source source() {
        return source;
    }

    /** The provider and model of the row that was found, for example {@code openai/gpt-4o} for {@code gpt-4o-2024-08-06}. */
    public String row() {
        return row.provider() + "/" + row.model();
    }

    /** The day of which the bundled prices are, or the path of the operator's file. */
    public String asOf() {
        return asOf;
    }

    /** Whether calls cost nothing. */
    public boolean isFree() {
        return price.isFree();
    }

    /** What usage costs in {@linkplain NanoDollars nano-dollars}, rounded half up; {@link Long#MAX_VALUE} when it does not fit. */
    public long nanos(Usage usage) {
        return price.nanos(usage);
    }

    /** What usage costs. */
    public Cost cost(Usage usage) {
        return Cost.of(NanoDollars.toUsd(nanos(usage)), source);
    }

    /** The prices in dollars per million tokens, as text: {@code input=3 output=15 | >200000 input=6 output=22.5}. */
    public String prices() {
        return price.toString();
    }

    /** All of it, for a JSON writer. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("source", source.value());
        map.put("row", row());
        map.put("as_of", asOf);
        map.put("prices", prices());
        return map;
    }

    @Override
    public String toString() {
        return "Quote[" + source.value() + ", " + row() + ", " + asOf + ", " + price + "]";
    }
}
