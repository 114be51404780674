package dev.llmconnect.ledger.prices;

import dev.llmconnect.Cost;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.Ticker;
import dev.llmconnect.Usage;
import dev.llmconnect.ledger.internal.ReloadedFile;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What models cost: the operator's price file, over the table that comes with llm-connect. What a provider itself reports comes before
 * both. Thread-safe.
 *
 * <pre>{@code
 * Prices prices = Prices.bundled();
 * prices.quote("openai", "gpt-4o").ifPresent(quote -> System.out.println(quote.cost(Usage.of(1000, 200))));
 * }</pre>
 */
public final class Prices {
    /** The most models whose prices are kept once they were found. */
    private static final int MAX_KEPT = 10_000;

    private final Supplier<PriceFile> file;
    private final Runnable reload;
    private final String fileName;
    private volatile Found found = new Found(PriceFile.empty(), new ConcurrentHashMap<>());

    private record Name(String provider, String model) {}

    /** What was found by an operator's file. */
    private record Found(PriceFile operators, Map<Name, Optional<Quote>> quotes) {}

    private Prices(Supplier<PriceFile> file, Runnable reload, String fileName) {
        this.file = file;
        this.reload = reload;
        this.fileName = fileName;
    }

    /** The table that comes with this version, and nothing else. */
    public static Prices bundled() {
        PriceFile none = PriceFile.empty();
        return new Prices(() -> none, () -> {}, "");
    }

    /**
     * An operator's file over the bundled table. The file is read again within half a second of a change; one that is wrong then goes on to
     * hold as it was.
     *
     * @throws LLMConfigurationException when the file cannot be read or is wrong; the message names the field
     */
    public static Prices of(Path file) {
        return of(file, Ticker.system());
    }

    static Prices of(Path file, Ticker ticker) {
        ReloadedFile<PriceFile> content = new ReloadedFile<>(file, PriceFile::parse, ticker);
        return new Prices(content::get, content::reload, file.toString());
    }

    /**
     * The prices of a provider's model; absent when nobody knows them.
     *
     * @param provider the provider's name in the registry, for example {@code openai}
     * @param model the model's id; also with a date or version that the price list does not have, a Bedrock region, or an ARN
     */
    public Optional<Quote> quote(String provider, String model) {
        PriceFile operators = file.get();
        Found last = found;
        if (last.operators != operators || last.quotes.size() > MAX_KEPT) {
            last = new Found(operators, new ConcurrentHashMap<>());
            found = last;
        }
        Name name = new Name(provider, model);
        Optional<Quote> known = last.quotes.get(name);
        if (known == null) {
            known = find(operators, provider, model);
            last.quotes.put(name, known);
        }
        return known;
    }

    private Optional<Quote> find(PriceFile operators, String provider, String model) {
        Optional<PriceRow> own = operators.price(provider, model);
        if (own.isPresent()) {
            return own.map(row -> new Quote(Cost.Source.OPERATOR, row, row.price(), fileName));
        }
        return table().find(provider, model).map(row -> {
            Optional<BigDecimal> factor = operators.factor(provider, model);
            return factor.isPresent()
                    ? new Quote(Cost.Source.OPERATOR, row, row.price().times(factor.get()), fileName)
                    : new Quote(Cost.Source.BUNDLED, row, row.price(), table().asOf());
        });
    }

    /**
     * The prices of what answered, or else of what was asked for: the answer names the model that is billed, but may do so by a name that no
     * list has.
     *
     * @param answered the model that answered, as the provider names it; may be empty
     * @param asked the model that was asked for; may be empty
     */
    public Optional<Quote> quote(String provider, String answered, String asked) {
        Optional<Quote> first = answered.isEmpty() ? Optional.empty() : quote(provider, answered);
        return first.isPresent() || asked.equals(answered) ? first : quote(provider, asked);
    }

    /**
     * What an attempt costs.
     *
     * @param reportedUsd what the provider says it costs; {@code null} where it says nothing, and a negative amount counts as nothing
     */
    public Cost cost(String provider, String answered, String asked, Usage usage, @Nullable BigDecimal reportedUsd) {
        if (reportedUsd != null && reportedUsd.signum() >= 0) {
            return Cost.of(reportedUsd, Cost.Source.PROVIDER);
        }
        return quote(provider, answered, asked).map(quote -> quote.cost(usage)).orElse(Cost.UNKNOWN);
    }

    /** Read when it is first asked, which a start need not wait for. */
    private static PriceTable table() {
        return PriceTable.bundled();
    }

    /** Reads the file again now. */
    public void reload() {
        reload.run();
    }

    /** The day of which the bundled prices are, as {@code 2026-11-29}. */
    public String bundledAsOf() {
        return table().asOf();
    }
}
