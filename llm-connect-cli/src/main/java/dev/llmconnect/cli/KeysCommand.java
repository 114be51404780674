package dev.llmconnect.cli;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.cli.Main.Console;
import dev.llmconnect.ledger.callers.CallerSource;
import dev.llmconnect.ledger.callers.KeyEditor;
import dev.llmconnect.ledger.store.PostgresStore;
import dev.llmconnect.server.ApiKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Manages the keys of the server's callers, of which only hashes are kept. */
@Command(
        mixinStandardHelpOptions = true,
        description = "Manages callers' API keys: `keys new NAME`, `keys list`, `keys revoke NAME`, `keys rotate NAME`."
                + " A running server with the same file or database applies changes within a second.")
final class KeysCommand implements Runnable {
    private final Console console;

    @Option(
            names = "--api-keys-file",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "The server's file of callers; created if it does not exist. Default: none")
    private @Nullable Path file;

    @Option(
            names = "--database",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            description =
                    "PostgreSQL database that holds the callers: postgresql://USER:PASSWORD@HOST:PORT/DATABASE. Default: none")
    private @Nullable String database;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    KeysCommand(Console console) {
        this.console = console;
    }

    /** With its subcommands. */
    static CommandLine commandLine(Console console) {
        KeysCommand keys = new KeysCommand(console);
        return new CommandLine(keys)
                .addSubcommand("new", keys.new New())
                .addSubcommand("list", keys.new Listing())
                .addSubcommand("revoke", keys.new Revoke())
                .addSubcommand("rotate", keys.new Rotate());
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "missing command: new, list, revoke or rotate");
    }

    private void edit(Consumer<KeyEditor> work) {
        if (file != null) {
            work.accept(new KeyEditor(CallerSource.of(file)));
            return;
        }
        if (database == null) {
            throw new LLMConfigurationException(
                    "set --api-keys-file to the file of callers, or --database to the database that holds them");
        }
        try (PostgresStore store = PostgresStore.open(database)) {
            work.accept(new KeyEditor(store.callerSource()));
        }
    }

    private void show(String name, ApiKeys.NewKey key) {
        console.out().println(key.key());
        if (console.out().checkError()) {
            throw new OutputException("the key of " + name + " was made, but could not be shown, so nobody has it:"
                    + " `keys rotate` makes another; " + OutputException.MESSAGE);
        }
        console.err().println("The key of " + name + " is shown only once; only its hash is stored");
    }

    private static String hash(ApiKeys.NewKey key) {
        return key.entry().substring(key.entry().indexOf(':') + 1);
    }

    /** Makes a key. */
    @Command(
            mixinStandardHelpOptions = true,
            description = "Creates an API key for a caller and prints it to stdout. Only its hash is stored.")
    private final class New implements Runnable {
        @Parameters(paramLabel = "NAME", description = "Name of the caller in logs and usage.")
        private String name = "";

        @Override
        public void run() {
            ApiKeys.NewKey key = ApiKeys.generate(name);
            edit(editor -> editor.add(name, hash(key)));
            show(name, key);
        }
    }

    /** Lists the callers. */
    @Command(mixinStandardHelpOptions = true, description = "Lists the callers and the number of their keys.")
    private final class Listing implements Runnable {
        @Override
        public void run() {
            edit(editor -> editor.list().forEach((name, caller) -> {
                List<?> keys = caller.get("sha256") instanceof List<?> all ? all : List.of();
                StringBuilder line = new StringBuilder(name)
                        .append("  ")
                        .append(keys.size())
                        .append(keys.size() == 1 ? " key" : " keys");
                keys.stream()
                        .filter(Map.class::isInstance)
                        .map(key -> ((Map<?, ?>) key).get("expires"))
                        .filter(end -> end != null)
                        .forEach(end -> line.append(", one until ").append(end));
                if (Boolean.TRUE.equals(caller.get("disabled"))) {
                    line.append(", disabled");
                }
                if (caller.get("expires") != null) {
                    line.append(", expires ").append(caller.get("expires"));
                }
                console.out().println(line);
            }));
        }
    }

    /** Takes out keys. */
    @Command(
            mixinStandardHelpOptions = true,
            description = "Revokes all keys of a caller. Its other settings are kept.")
    private final class Revoke implements Runnable {
        @Parameters(paramLabel = "NAME", description = "Name of the caller.")
        private String name = "";

        @Override
        public void run() {
            edit(editor -> editor.revoke(name));
            console.err().println("The keys of " + name + " are revoked");
        }
    }

    /** Replaces keys. */
    @Command(
            mixinStandardHelpOptions = true,
            description =
                    "Creates another key for a caller and prints it to stdout. The old keys expire after --grace.")
    private final class Rotate implements Runnable {
        @Parameters(paramLabel = "NAME", description = "Name of the caller.")
        private String name = "";

        @Option(
                names = "--grace",
                defaultValue = "24h",
                paramLabel = "TIME",
                converter = OptionValue.Time.class,
                description = "Time until the old keys expire: 30s, 15m, 24h or 7d; 0s for at once. Default: 24h")
        private Duration grace = Duration.ofDays(1);

        @Override
        public void run() {
            ApiKeys.NewKey key = ApiKeys.generate(name);
            edit(editor -> editor.rotate(name, hash(key), grace));
            show(name, key);
        }
    }
}
