package dev.llmconnect.cli;

import dev.llmconnect.cli.Main.Console;
import dev.llmconnect.server.ApiKeys;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Generates an API key for a caller of the server: the key for the caller, its hash for the server. */
@Command(
        mixinStandardHelpOptions = true,
        description =
                "Generates an API key for a caller of `serve`: prints the entry for the server's --api-keys-file to"
                        + " stdout and, once that is written, the key to stderr. The key is not stored anywhere.")
final class NewKeyCommand implements Runnable {
    private final Console console;

    @Parameters(paramLabel = "NAME", description = "The caller's name in the log.")
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
        console.err().println("The key of " + name + ", which is shown only now: " + key.key());
    }
}
