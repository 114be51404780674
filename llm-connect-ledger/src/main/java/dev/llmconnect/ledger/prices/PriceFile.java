package dev.llmconnect.ledger.prices;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.ledger.internal.JsonObject;
import dev.llmconnect.ledger.prices.ModelPrice.Rates;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Operator's prices and discounts, which take precedence over the bundled table. Immutable and thread-safe. The file is a JSON
 * object by provider:
 *
 * <pre>{@code
 * {
 *   "openai": {
 *     "discount": 0.1,
 *     "models": {
 *       "gpt-4o": {"input": 2, "output": 8, "cache_read": 1},
 *       "ft:gpt-4o*": {"input": 3.75, "output": 15, "tiers": [{"above": 200000, "input": 7.5}]},
 *       "o3": {"discount": 0.25}
 *     }
 *   },
 *   "*": {"models": {"llama-3*": {"input": 0, "output": 0}}}
 * }
 * }</pre>
 *
 * <p>Prices are US dollars per million tokens; {@code request} is dollars per call. A discount is the fraction deducted from the
 * bundled price. A model's name may end with {@code *}; the longest matching name applies. The provider {@code *} matches all
 * providers.
 */
final class PriceFile {
    private static final String ANY = "*";
    private static final String DISCOUNT = "discount";
    private static final String MODELS = "models";
    private static final String TIERS = "tiers";
    private static final String ABOVE = "above";

    private final Map<String, Section> sections;

    private PriceFile(Map<String, Section> sections) {
        this.sections = sections;
    }

    /** No prices. */
    static PriceFile empty() {
        return new PriceFile(Map.of());
    }

    /**
     * Parses a file.
     *
     * @param source name of the file in messages
     * @throws LLMConfigurationException if a field is invalid; the message names it
     */
    static PriceFile parse(String source, String text) {
        JsonObject file = JsonObject.parse(source, text);
        Map<String, Section> sections = new HashMap<>();
        for (String provider : file.names()) {
            JsonObject section = file.object(provider).orElseThrow(() -> file.bad(provider, "must be an object"));
            sections.put(provider, section(provider, section));
        }
        return new PriceFile(sections);
    }

    private static Section section(String provider, JsonObject section) {
        section.accept(List.of(DISCOUNT, MODELS));
        Map<String, Entry> models = new HashMap<>();
        section.object(MODELS).ifPresent(rows -> {
            for (String model : rows.names()) {
                JsonObject row = rows.object(model).orElseThrow(() -> rows.bad(model, "must be an object"));
                models.put(model.toLowerCase(Locale.ROOT), entry(provider, model, row));
            }
        });
        return new Section(factor(section), models);
    }

    private static Entry entry(String provider, String model, JsonObject row) {
        if (row.names().contains(DISCOUNT)) {
            row.accept(List.of(DISCOUNT));
            return new Entry(model, factor(row), null);
        }
        List<String> fields = new ArrayList<>(TokenKind.names());
        fields.add(DISCOUNT);
        fields.add(TIERS);
        row.accept(fields);
        for (TokenKind kind : List.of(TokenKind.INPUT, TokenKind.OUTPUT)) {
            if (row.number(kind.value()).isEmpty()) {
                throw row.bad(kind.value(), "is missing: a model has both an input and an output price, or a discount");
            }
        }
        ModelPrice price = ModelPrice.of(rates(row));
        for (JsonObject tier : row.objects(TIERS)) {
            List<String> tierFields = new ArrayList<>(TokenKind.names());
            tierFields.add(ABOVE);
            tier.accept(tierFields);
            long above = tier.integer(ABOVE, 1).orElseThrow(() -> tier.bad(ABOVE, "is missing"));
            price = price.withTier(above, rates(tier));
        }
        return new Entry(model, null, new PriceRow(provider, model, price));
    }

    private static Rates rates(JsonObject row) {
        Rates rates = Rates.none();
        for (TokenKind kind : TokenKind.values()) {
            Optional<BigDecimal> usd = row.amount(kind.value());
            if (usd.isPresent()) {
                try {
                    rates = rates.with(kind, usd.get());
                } catch (ArithmeticException e) {
                    throw row.bad(kind.value(), "is too large for a price");
                }
            }
        }
        return rates;
    }

    /** Returns the fraction of a price that is paid. */
    private static @Nullable BigDecimal factor(JsonObject object) {
        return object.amount(DISCOUNT)
                .map(discount -> {
                    if (discount.compareTo(BigDecimal.ONE) > 0) {
                        throw object.bad(
                                DISCOUNT, "must be a fraction between 0 and 1, got " + discount.toPlainString());
                    }
                    return BigDecimal.ONE.subtract(discount);
                })
                .orElse(null);
    }

    /** Returns the operator's prices of a model. */
    Optional<PriceRow> price(String provider, String model) {
        return find(provider, model).map(Entry::price);
    }

    /** Returns the fraction of the bundled price that is paid for a model; absent without a discount. */
    Optional<BigDecimal> factor(String provider, String model) {
        Optional<BigDecimal> own = find(provider, model).map(Entry::factor);
        if (own.isPresent()) {
            return own;
        }
        for (String name : List.of(provider, ANY)) {
            Section section = sections.get(name);
            if (section != null && section.factor != null) {
                return Optional.of(section.factor);
            }
        }
        return Optional.empty();
    }

    private Optional<Entry> find(String provider, String model) {
        String id = model.toLowerCase(Locale.ROOT);
        for (String name : List.of(provider, ANY)) {
            Section section = sections.get(name);
            if (section != null) {
                Optional<Entry> entry = section.find(provider, id);
                if (entry.isPresent()) {
                    return entry;
                }
            }
        }
        return Optional.empty();
    }

    private record Section(@Nullable BigDecimal factor, Map<String, Entry> models) {
        Optional<Entry> find(String provider, String id) {
            if (models.isEmpty()) {
                return Optional.empty();
            }
            for (String candidate : ModelIds.candidates(provider, id)) {
                Entry entry = models.get(candidate);
                if (entry != null) {
                    return Optional.of(entry);
                }
            }
            for (int end = id.length(); end >= 0; end--) {
                Entry entry = models.get(id.substring(0, end) + ANY);
                if (entry != null) {
                    return Optional.of(entry);
                }
            }
            return Optional.empty();
        }
    }

    /** Entry with either prices or a discount. */
    private record Entry(
            String model,
            @Nullable BigDecimal factor,
            @Nullable PriceRow price) {}
}
