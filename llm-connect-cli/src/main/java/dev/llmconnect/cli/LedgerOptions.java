package dev.llmconnect.cli;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.ledger.Ledger;
import dev.llmconnect.ledger.LedgerConfig;
import dev.llmconnect.ledger.OnStoreLoss;
import dev.llmconnect.ledger.callers.CallerSource;
import dev.llmconnect.ledger.store.LedgerStore;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How the server accounts for its calls. */
final class LedgerOptions {
    @Mixin
    private final StoreOptions store = new StoreOptions();

    @Mixin
    private final PriceOptions prices = new PriceOptions();

    @Mixin
    private final CallerOptions callers = new CallerOptions();

    @Option(
            names = "--on-store-loss",
            paramLabel = "local|refuse",
            converter = OptionValue.StoreLoss.class,
            description =
                    "What to do with calls that have a budget while the database is unreachable: `local` lets each"
                            + " server spend its share of what was left, `refuse` refuses them. Default: local")
    private @Nullable OnStoreLoss onStoreLoss;

    @Option(
            names = "--usage-days",
            paramLabel = "DAYS",
            converter = OptionValue.Count.class,
            description = "Days to keep usage rows; daily sums are kept for ever. Default: 400")
    private @Nullable Integer usageDays;

    /** Whether the store can be used. */
    DoctorCheck doctor(Map<String, String> environment) {
        return store.doctor(environment);
    }

    /** Where callers can be changed while the server runs: in their file, else in the database; empty without both. */
    Optional<CallerSource> callerSource(Ledger ledger) {
        Optional<CallerSource> file = callers.file();
        return file.isPresent() || !store.isDatabase()
                ? file
                : Optional.of(ledger.store().callerSource());
    }

    /**
     * The ledger. Nothing is opened before it is needed.
     *
     * @throws LLMConfigurationException when a file or an address is wrong
     */
    Ledger ledger(Map<String, String> environment) {
        LedgerStore kept = store.forServer(environment);
        Optional<CallerSource> shared = store.isDatabase() ? Optional.of(kept.callerSource()) : Optional.empty();
        LedgerConfig.Builder config = LedgerConfig.builder()
                .store(kept)
                .callers(callers.callers(environment, shared))
                .prices(prices.prices());
        if (onStoreLoss != null) {
            config.onStoreLoss(onStoreLoss);
        }
        if (usageDays != null) {
            config.retention(Duration.ofDays(usageDays));
        }
        return Ledger.open(config.build());
    }
}
