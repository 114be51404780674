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
                    "File with prices and discounts in JSON, which take precedence over the bundled prices. Reloaded on change."
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
