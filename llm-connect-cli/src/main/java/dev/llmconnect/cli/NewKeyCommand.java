package dev.llmconnect.cli;

import dev.llmconnect.cli.Main.Console;
import dev.llmconnect.server.ApiKeys;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Generates an API key for a caller of the server: the key for the caller, its hash for the server. */
@Command(
        mixinStandardHelpOptions = true,
        description =
                "Generates an API key for a caller. Prints the entry for the server's --api-keys-file to stdout and, once"
                        + " that is written, the key to stderr. The key itself is not stored.")
final class NewKeyCommand implements Runnable {
    private final Console console;

    @Parameters(paramLabel = "NAME", description = "Name of the caller in logs and usage.")
    private String name = "";

    NewKeyCommand(Console console) {
        this.console = console;
    }

    @Override
    public void run() {
        ApiKeys.NewKey key = ApiKeys.generate(name);
        console.out().println(key.entry());
        // A key whose entry could not be written would never be accepted.
        OutputException.check(console.out());
        console.err().println("The key of " + name + " (shown only once): " + key.key());
    }
}
