package dev.llmconnect.cli;

import dev.llmconnect.LLMException;
import dev.llmconnect.internal.FileRights;
import dev.llmconnect.internal.KubernetesVariables;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine;

/** The program {@code llm-connect}. */
public final class Main {
    static final String SERVE = "serve";
    private static final Map<String, Function<Console, Object>> COMMANDS = commands();

    private Main() {}

    /** Not a constant: the first logger fixes the JDK's log manager, and {@link StderrLog#install} has to choose it before. */
    private static Logger log() {
        return System.getLogger(Main.class.getName());
    }

    private static Map<String, Function<Console, Object>> commands() {
        Map<String, Function<Console, Object>> commands = new LinkedHashMap<>();
        commands.put(SERVE, ServeCommand::new);
        commands.put("execute", ExecuteCommand::new);
        commands.put("providers", ProvidersCommand::new);
        commands.put("profiles", ProfilesCommand::new);
        commands.put("new-key", NewKeyCommand::new);
        commands.put("keys", KeysCommand::commandLine);
        commands.put("prices", PricesCommand::new);
        commands.put("usage", UsageCommand::new);
        commands.put("top", TopCommand::new);
        commands.put("config", ConfigCommand::commandLine);
        commands.put("doctor", DoctorCommand::new);
        commands.put("warmup", WarmupCommand::new);
        return commands;
    }

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) {
        setUnlessGiven("io.netty.leakDetection.level", "disabled");
        setUnlessGiven("io.netty.jfr.enabled", "false");
        Console console = new Console(
                System.getenv(),
                StandardInput.open(),
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, Charset.defaultCharset()));
        int exitCode = run(console, StderrLog::install, args);
        console.out().flush();
        console.err().flush();
        // Not exit() alone: a signal that is draining the server already owns the end of the process.
        Runtime.getRuntime().exit(exitCode);
    }

    /** Netty's own defaults suit whoever develops with it: they trace one buffer in a hundred, and load the flight recorder. */
    private static void setUnlessGiven(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /** Runs a command and returns its exit code. */
    static int run(Console console, String... args) {
        return run(console, environment -> {}, args);
    }

    /**
     * Runs a command without the variables that Kubernetes sets and with those of the configuration file, and returns its exit code.
     *
     * @param startLog starts the log that the variables describe
     */
    private static int run(Console console, Consumer<Map<String, String>> startLog, String... args) {
        List<String> ignored = KubernetesVariables.in(console.environment());
        Map<String, String> environment = new LinkedHashMap<>(console.environment());
        environment.keySet().removeAll(ignored);
        startLog.accept(environment);
        Console own;
        try {
            own = console.configured(environment, ConfigFile.of(environment, args));
        } catch (LLMException e) {
            return new ErrorReport(console).report(e, args);
        }
        if (own.config() != ConfigFile.NONE) {
            startLog.accept(own.environment());
            FileRights.checkTrusted(ConfigFile.OPTION, Path.of(own.config().name()));
        }
        if (!ignored.isEmpty()) {
            log().log(
                            Level.INFO,
                            "ignoring variables that Kubernetes sets for a service called llm-connect: {0}",
                            String.join(", ", ignored));
        }
        String command = args.length == 0 ? "" : args[0];
        int exitCode = commandLine(own, command).execute(args);
        if (exitCode == 0 && console.out().checkError()) {
            console.err().println("llm-connect: " + new OutputException().getMessage());
            return OutputException.EXIT_CODE;
        }
        return exitCode;
    }

    /** The program with all its commands. */
    static CommandLine commandLine(Console console) {
        return commandLine(console, "");
    }

    /**
     * The program with the command of this name only, or with all if there is none: Picocli reads the annotations of each one that is
     * added, and those of all together take a tenth of a start.
     */
    static CommandLine commandLine(Console console, String wanted) {
        CommandLine commandLine = new CommandLine(new LlmConnectCommand());
        COMMANDS.forEach((name, command) -> {
            if (name.equals(wanted) || !COMMANDS.containsKey(wanted)) {
                commandLine.addSubcommand(name, command.apply(console));
            }
        });
        allCommands(commandLine).values().forEach(Main::explainVariables);
        ErrorReport report = new ErrorReport(console);
        return commandLine
                .setOut(console.out())
                .setErr(console.err())
                // A prompt may begin with @.
                .setExpandAtFiles(false)
                .setDefaultValueProvider(new EnvironmentDefaults(console.environment()))
                .setUsageHelpWidth(110)
                .setParameterExceptionHandler(report)
                .setExecutionExceptionHandler(report);
    }

    /** Ends the help of a command that has options with the rule for their environment variables. */
    private static void explainVariables(CommandLine command) {
        command.getCommandSpec().options().stream()
                .filter(option -> EnvironmentDefaults.hasVariable(option) && !EnvironmentDefaults.isConfig(option))
                .findFirst()
                .ifPresent(option -> command.getCommandSpec()
                        .usageMessage()
                        .abbreviateSynopsis(true)
                        .footer(
                                "",
                                "Every option has an environment variable, which the option overrides: "
                                        + option.longestName() + " is " + EnvironmentDefaults.variable(option) + "."));
    }

    /** Every command by its name, those inside of others too: {@code keys new}. */
    static Map<String, CommandLine> allCommands(CommandLine root) {
        Map<String, CommandLine> all = new LinkedHashMap<>();
        root.getSubcommands().forEach((name, command) -> {
            all.put(name, command);
            allCommands(command).forEach((inner, nested) -> all.put(name + " " + inner, nested));
        });
        return all;
    }

    /**
     * The process around a command.
     *
     * @param environment the environment variables
     * @param in standard input
     * @param out standard output, for answers only
     * @param err standard error, for everything else
     * @param config the configuration file, whose values are among the variables
     */
    record Console(
            Map<String, String> environment, InputStream in, PrintWriter out, PrintWriter err, ConfigFile config) {
        Console(Map<String, String> environment, InputStream in, PrintWriter out, PrintWriter err) {
            this(environment, in, out, err, ConfigFile.NONE);
        }

        /** One without variables whose output is discarded. */
        static Console nowhere() {
            PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
            return new Console(Map.of(), InputStream.nullInputStream(), nowhere, nowhere);
        }

        private Console configured(Map<String, String> variables, ConfigFile file) {
            return new Console(file.applyTo(variables), in, out, err, file);
        }
    }
}
