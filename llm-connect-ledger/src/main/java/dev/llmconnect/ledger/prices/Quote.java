package dev.llmconnect.ledger.prices;

import dev.llmconnect.Cost;
import dev.llmconnect.Usage;
import dev.llmconnect.ledger.NanoDollars;
import java.util.LinkedHashMap;
import java.util.Map;

/** Prices of a model and their source. Immutable and thread-safe. */
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

    /** Provider and model of the matching row, for example {@code openai/gpt-4o} for {@code gpt-4o-2024-08-06}. */
    public String row() {
        return row.provider() + "/" + row.model();
    }

    /** Date of the bundled prices, or path of the operator's file. */
    public String asOf() {
        return asOf;
    }

    /** Whether all prices are 0. */
    public boolean isFree() {
        return price.isFree();
    }

    /** Returns the cost in {@linkplain NanoDollars nano-dollars}, rounded half up; {@link Long#MAX_VALUE} on overflow. */
    public long nanos(Usage usage) {
        return price.nanos(usage);
    }

    /** Returns the cost of usage. */
    public Cost cost(Usage usage) {
        return Cost.of(NanoDollars.toUsd(nanos(usage)), source);
    }

    /** Prices in dollars per million tokens, as text: {@code input=3 output=15 | >200000 input=6 output=22.5}. */
    public String prices() {
        return price.toString();
    }

    /** Returns the quote as JSON values. */
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
