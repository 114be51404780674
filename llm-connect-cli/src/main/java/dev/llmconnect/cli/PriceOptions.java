package dev.llmconnect.cli;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.ledger.prices.Prices;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What models cost. */
final class PriceOptions {
    @Option(
            names = "--prices-file",
            paramLabel = "FILE",
            description =
                    "Prices and discounts, in JSON, that count before the bundled ones; read again when it changes."
                            + " Default: none")
    private @Nullable Path file;

    /**
     * The prices.
     *
     * @throws LLMConfigurationException when the file cannot be read or is wrong
     */
    Prices prices() {
        return file == null ? Prices.bundled() : Prices.of(file);
    }
}
