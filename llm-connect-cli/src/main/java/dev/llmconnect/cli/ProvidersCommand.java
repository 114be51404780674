package dev.llmconnect.cli;

import dev.llmconnect.cli.Main.Console;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderSetting;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the providers, each with the variables it reads. */
@Command(
        mixinStandardHelpOptions = true,
        description = "Lists the providers and the environment variables that each reads.")
final class ProvidersCommand implements Runnable {
    private final Console console;

    @Mixin
    private final AdapterOptions options = new AdapterOptions();

    ProvidersCommand(Console console) {
        this.console = console;
    }

    @Override
    public void run() {
        for (LLMAdapterProvider provider :
                options.registry(console.environment()).providers()) {
            String variables = provider.settings().stream()
                    .map(ProviderSetting::variables)
                    .filter(names -> !names.isEmpty())
                    .map(names -> String.join(" or ", names))
                    .collect(Collectors.joining(", "));
            console.out().printf("%-20s %s%n", provider.name(), provider.description());
            if (!variables.isEmpty()) {
                console.out().printf("%-20s   %s%n", "", variables);
            }
        }
    }
}
