package dev.llmconnect.cli;

import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.cli.Main.Console;
import dev.llmconnect.ledger.prices.Prices;
import dev.llmconnect.ledger.prices.Quote;
import dev.llmconnect.spi.LLMAdapterProvider;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Explains what a model costs. */
@Command(
        mixinStandardHelpOptions = true,
        description = "Explains the price of a model: which row of the price list applies, its source and its date."
                + " Calls no provider.")
final class PricesCommand implements Runnable {
    private final Console console;

    @Mixin
    private final PriceOptions options = new PriceOptions();

    @Option(
            names = "--provider",
            paramLabel = "PROVIDER",
            description =
                    "Provider. Default: the part of MODEL before the slash, else every provider that has the model")
    private @Nullable String provider;

    @Option(
            names = "--json",
            arity = "0..1",
            converter = OptionValue.Flag.class,
            preprocessor = OptionValue.Flag.class,
            paramLabel = "YES|NO",
            description = "Print one JSON object per line. Default: no")
    private boolean json;

    @Parameters(paramLabel = "MODEL", description = "Model id, or PROVIDER/MODEL.")
    private String model = "";

    PricesCommand(Console console) {
        this.console = console;
    }

    @Override
    public void run() {
        Map<String, Quote> quotes = quotes(options.prices());
        if (quotes.isEmpty()) {
            throw new LLMConfigurationException("there is no price for " + model
                    + (provider == null ? "" : " of " + provider)
                    + ": its calls count as unpriced; set a price in --prices-file");
        }
        quotes.forEach((name, quote) -> console.out().println(json ? json(name, quote) : text(name, quote)));
    }

    private Map<String, Quote> quotes(Prices prices) {
        List<String> providers = LLMAdapters.installed().providers().stream()
                .map(LLMAdapterProvider::name)
                .toList();
        Map<String, Quote> quotes = new LinkedHashMap<>();
        if (provider != null) {
            prices.quote(provider, model).ifPresent(quote -> quotes.put(provider, quote));
            return quotes;
        }
        int slash = model.indexOf('/');
        String first = slash < 0 ? "" : model.substring(0, slash);
        if (providers.contains(first)) {
            Optional<Quote> quote = prices.quote(first, model.substring(slash + 1));
            quote.ifPresent(found -> quotes.put(first, found));
        }
        if (quotes.isEmpty()) {
            // Not of providers whose every model costs the same, whatever its name.
            providers.forEach(name -> prices.quote(name, model)
                    .filter(quote -> !quote.row().endsWith("/*"))
                    .ifPresent(quote -> quotes.put(name, quote)));
        }
        return quotes;
    }

    private static String text(String provider, Quote quote) {
        return provider + ": " + quote.prices() + "\n  row " + quote.row() + ", "
                + quote.source().value() + ", as of " + quote.asOf() + "; dollars per million tokens";
    }

    private String json(String name, Quote quote) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("provider", name);
        object.put("model", model);
        object.putAll(quote.toMap());
        return JsonOutput.of(object);
    }
}
