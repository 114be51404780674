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
 * Prices of models: the operator's price file, then the bundled table. Costs reported by a provider take precedence over both.
 * Thread-safe.
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

    /** Prices from the bundled table only. */
    public static Prices bundled() {
        PriceFile none = PriceFile.empty();
        return new Prices(() -> none, () -> {}, "");
    }

    /**
     * Reads an operator's file, which takes precedence over the bundled table. Changes are loaded within half a second; an
     * invalid file changes nothing.
     *
     * @throws LLMConfigurationException if the file cannot be read or is invalid; the message names the field
     */
    public static Prices of(Path file) {
        return of(file, Ticker.system());
    }

    static Prices of(Path file, Ticker ticker) {
        ReloadedFile<PriceFile> content = new ReloadedFile<>(file, PriceFile::parse, ticker);
        return new Prices(content::get, content::reload, file.toString());
    }

    /**
     * Returns the prices of a provider's model; absent if unknown.
     *
     * @param provider name of the provider in the registry, for example {@code openai}
     * @param model model id; may include a date or version missing in the price list, a Bedrock region, or be an ARN
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
     * Returns the prices of the response's model, otherwise of the requested model: the response names the billed model, but
     * possibly by a name that no list contains.
     *
     * @param responseModel model that answered, by the provider's name; may be empty
     * @param requestedModel requested model; may be empty
     */
    public Optional<Quote> quote(String provider, String responseModel, String requestedModel) {
        Optional<Quote> first = responseModel.isEmpty() ? Optional.empty() : quote(provider, responseModel);
        return first.isPresent() || requestedModel.equals(responseModel) ? first : quote(provider, requestedModel);
    }

    /**
     * Returns the cost of an attempt.
     *
     * @param reportedUsd cost reported by the provider; {@code null} if not reported; negative amounts are ignored
     */
    public Cost cost(
            String provider,
            String responseModel,
            String requestedModel,
            Usage usage,
            @Nullable BigDecimal reportedUsd) {
        if (reportedUsd != null && reportedUsd.signum() >= 0) {
            return Cost.of(reportedUsd, Cost.Source.PROVIDER);
        }
        return quote(provider, responseModel, requestedModel)
                .map(quote -> quote.cost(usage))
                .orElse(Cost.UNKNOWN);
    }

    /** Returns the bundled table, loaded on first use so that the start need not wait for it. */
    private static PriceTable table() {
        return PriceTable.bundled();
    }

    /** Reloads the file. */
    public void reload() {
        reload.run();
    }

    /** Date of the bundled prices, for example {@code 2026-11-29}. */
    public String bundledAsOf() {
        return table().asOf();
    }
}
