package dev.llmconnect.cli;

import dev.llmconnect.cli.Main.Console;
import dev.llmconnect.ledger.NanoDollars;
import dev.llmconnect.ledger.prices.Prices;
import dev.llmconnect.ledger.store.LedgerStore;
import dev.llmconnect.ledger.store.UsageQuery;
import dev.llmconnect.ledger.store.UsageQuery.Dimension;
import dev.llmconnect.ledger.store.UsageSummary;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Tells what was used and what it cost. */
@Command(
        mixinStandardHelpOptions = true,
        description =
                "Reports usage: attempts, tokens and cost. Reads the server's store, whether the server is running or not.")
final class UsageCommand implements Runnable {
    private static final List<String> COLUMNS =
            List.of("attempts", "unpriced", "estimated", "input_tokens", "cached_tokens", "output_tokens", "cost_usd");

    private final Console console;

    @Mixin
    private final StoreOptions store = new StoreOptions();

    @Mixin
    private final PriceOptions prices = new PriceOptions();

    @Option(
            names = "--by",
            split = ",",
            paramLabel = "DIMENSION",
            description =
                    "Dimensions to group by, separated by commas: caller, profile, provider, model, outcome, day, tag:KEY."
                            + " Default: one total")
    private List<String> by = new ArrayList<>();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = OptionValue.Moment.class,
            description =
                    "Start of the period, inclusive: an age (7d, 24h), a date (2026-11-29) or a timestamp. Default: 30d")
    private @Nullable Instant since;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = OptionValue.Moment.class,
            description = "End of the period, exclusive, as for --since. Default: now")
    private @Nullable Instant until;

    @Option(
            names = "--json",
            arity = "0..1",
            converter = OptionValue.Flag.class,
            preprocessor = OptionValue.Flag.class,
            paramLabel = "YES|NO",
            description = "Print one JSON object per line. Default: no")
    private boolean json;

    @Option(
            names = "--csv",
            arity = "0..1",
            converter = OptionValue.Flag.class,
            preprocessor = OptionValue.Flag.class,
            paramLabel = "YES|NO",
            description = "Print CSV with a header line. Default: no")
    private boolean csv;

    @Option(
            names = "--reprice",
            arity = "0..1",
            converter = OptionValue.Flag.class,
            preprocessor = OptionValue.Flag.class,
            paramLabel = "YES|NO",
            description =
                    "First recalculate the costs of the period with current prices. Costs that a provider reported, and amounts"
                            + " spent from budgets, do not change. Default: no")
    private boolean reprice;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    UsageCommand(Console console) {
        this.console = console;
    }

    @Override
    public void run() {
        Instant now = Instant.now();
        Instant first = since != null ? since : now.minus(Duration.ofDays(30));
        // A row is of the millisecond in which its call ended.
        Instant last = until != null ? until : now.plusMillis(1);
        List<Dimension> dimensions = dimensions();
        try (LedgerStore reading = store.existing(console.environment())) {
            if (reprice) {
                Prices today = prices.prices();
                long changed = reading.reprice(
                        first,
                        last,
                        (provider, answered, asked, usage) -> today.cost(provider, answered, asked, usage, null));
                console.err().println(changed + " rows repriced");
            }
            print(reading.summarize(UsageQuery.between(first, last).groupedBy(dimensions)));
        }
    }

    private List<Dimension> dimensions() {
        try {
            return by.stream().map(name -> Dimension.parse(name.strip())).toList();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--by: " + e.getMessage());
        }
    }

    private void print(List<UsageSummary> sums) {
        if (json) {
            sums.forEach(sum -> console.out().println(JsonOutput.of(object(sum))));
            return;
        }
        List<List<String>> table = new ArrayList<>();
        List<String> head = new ArrayList<>(by.stream().map(String::strip).toList());
        head.addAll(COLUMNS);
        table.add(head);
        sums.forEach(sum ->
                table.add(object(sum).values().stream().map(UsageCommand::shown).toList()));
        if (csv) {
            table.forEach(row ->
                    console.out().println(row.stream().map(UsageCommand::quoted).collect(Collectors.joining(","))));
        } else {
            printAligned(table);
        }
    }

    private static String shown(Object value) {
        return value instanceof BigDecimal amount ? amount.toPlainString() : String.valueOf(value);
    }

    private Map<String, Object> object(UsageSummary sum) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < by.size(); i++) {
            object.put(by.get(i).strip(), sum.key().get(i));
        }
        List<Object> values = List.of(
                sum.attempts(),
                sum.unpriced(),
                sum.estimated(),
                sum.inputTokens(),
                sum.cachedTokens(),
                sum.outputTokens(),
                NanoDollars.toUsd(sum.costNanos()));
        for (int i = 0; i < values.size(); i++) {
            object.put(COLUMNS.get(i), values.get(i));
        }
        return object;
    }

    /** By RFC 4180. What a spreadsheet would take for a formula comes from callers, so it is made text. */
    private static String quoted(String value) {
        String safe = value.matches("[=+\\-@\t\r].*") && !value.matches("-?[0-9.]+") ? "'" + value : value;
        return safe.matches("(?s).*[\",\r\n].*") ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }

    private void printAligned(List<List<String>> table) {
        int[] widths = new int[table.get(0).size()];
        table.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        for (List<String> row : table) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String cell = row.get(i);
                String padding = " ".repeat(widths[i] - cell.length());
                // Names begin at the left, numbers end at the right.
                line.append(i < by.size() ? cell + padding : padding + cell).append("  ");
            }
            console.out().println(line.toString().stripTrailing());
        }
    }
}
