package dev.llmconnect.cli;

import dev.llmconnect.cli.Main.Console;
import dev.llmconnect.internal.JsonTreeWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Checks and shows the configuration of a server. */
@Command(
        mixinStandardHelpOptions = true,
        description = "Checks or shows the configuration that `serve` would have: `config check`, `config show`."
                + " Calls no provider.")
final class ConfigCommand implements Runnable {
    private static final String JSON_OPTION = "--json";

    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    ConfigCommand(Console console) {
        this.console = console;
    }

    /** With its subcommands. */
    static CommandLine commandLine(Console console) {
        ConfigCommand config = new ConfigCommand(console);
        return new CommandLine(config)
                .addSubcommand("check", config.new Check())
                .addSubcommand("show", config.new Show());
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "missing command: check or show");
    }

    /** Builds everything that the server would have, and starts none of it. */
    private void withServer(Consumer<ConfigurationReport> use) {
        withServer(console, (command, assembly, report) -> use.accept(report));
    }

    /** Uses what a server would have. */
    interface Use {
        void accept(ServeCommand command, AdapterAssembly assembly, ConfigurationReport report);
    }

    /** The command {@code serve} with the values of the configuration file and the variables. */
    static ServeCommand serve(Console console) {
        return (ServeCommand) parsed(console).getCommandSpec().userObject();
    }

    private static CommandLine parsed(Console console) {
        CommandLine root = Main.commandLine(console, Main.SERVE);
        root.parseArgs(Main.SERVE);
        return Objects.requireNonNull(root.getSubcommands().get(Main.SERVE));
    }

    /** Builds everything that the server would have, and starts none of it. */
    static void withServer(Console console, Use use) {
        CommandLine serve = parsed(console);
        ServeCommand command = (ServeCommand) serve.getCommandSpec().userObject();
        try (AdapterAssembly assembly = command.assemble();
                Telemetry telemetry = new Telemetry(console.environment())) {
            command.builder(assembly, telemetry).build().close();
            use.accept(command, assembly, new ConfigurationReport(serve.getCommandSpec(), console, assembly));
        }
    }

    /** Whether a server could start with it. */
    @Command(
            mixinStandardHelpOptions = true,
            description = "Checks the configuration file and all variables as `serve` would, without starting a server."
                    + " Exit code 2 or 3 and one line for the first mistake, with its place.")
    private final class Check implements Runnable {
        @Override
        public void run() {
            withServer(report -> {
                String name = console.config().name();
                console.out().println((name.isEmpty() ? "the configuration" : name) + " is valid");
            });
        }
    }

    /** The effective values. */
    @Command(
            mixinStandardHelpOptions = true,
            description =
                    "Shows the effective value of each setting of `serve` and where it comes from. Credentials are"
                            + " shown as (set).")
    private final class Show implements Runnable {
        @Option(
                names = JSON_OPTION,
                arity = "0..1",
                converter = OptionValue.Flag.class,
                preprocessor = OptionValue.Flag.class,
                paramLabel = "YES|NO",
                description = "Print JSON: a list of objects with `name`, `value` and `source`. Default: no")
        private boolean json;

        @Override
        public void run() {
            withServer(report -> {
                List<Map<String, ?>> values = report.values();
                if (json) {
                    console.out().println(JsonTreeWriter.of(values));
                    return;
                }
                for (Map<String, ?> value : values) {
                    console.out()
                            .printf(
                                    "%-40s %-40s %s%n",
                                    value.get("name"), shown(value.get("value")), value.get("source"));
                }
            });
        }

        private String shown(@Nullable Object value) {
            String text = String.valueOf(value);
            return text.isEmpty() ? "-" : text;
        }
    }
}
