package dev.llmconnect.cli;

import dev.llmconnect.cli.Main.Console;
import dev.llmconnect.server.ApiKeys;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes an API key for a caller of the server: the key for the caller, its hash for the server. */
@Command(
        mixinStandardHelpOptions = true,
        description =
                "Makes an API key for a caller of `serve`: prints the entry for the server's --api-keys-file to stdout, and the key, this one time, to stderr.")
final class NewKeyCommand implements Runnable {
    private final Console console;

    @Parameters(paramLabel = "NAME", description = "The caller, as the log shall name it.")
    private String name = "";

    NewKeyCommand(Console console) {
        this.console = console;
    }

    @Override
    public void run() {
        ApiKeys.NewKey made = ApiKeys.generate(name);
        console.err().println("The key of " + name + ", which is shown only now: " + made.key());
        console.err().flush();
        console.out().println(made.entry());
    }
}
