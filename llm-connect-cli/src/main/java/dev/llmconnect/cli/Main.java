package dev.llmconnect.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;

/** The program {@code llm-connect}. */
public final class Main {
    private Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) {
        setUnlessGiven("io.netty.leakDetection.level", "disabled");
        setUnlessGiven("io.netty.jfr.enabled", "false");
        StderrLog.install(System.getenv());
        Console console = new Console(
                System.getenv(),
                System.in,
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, Charset.defaultCharset()));
        int exitCode = run(console, args);
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

    static int run(Console console, String... args) {
        return commandLine(console).execute(args);
    }

    static CommandLine commandLine(Console console) {
        CommandLine commandLine = new CommandLine(new LlmConnectCommand());
        commandLine.addSubcommand(new ServeCommand(console));
        commandLine.addSubcommand(new ExecuteCommand(console));
        commandLine.addSubcommand(new ProvidersCommand(console));
        commandLine.addSubcommand(new ProfilesCommand(console));
        commandLine.addSubcommand(new NewKeyCommand(console));
        commandLine.addSubcommand(new WarmupCommand(console));
        ErrorReport report = new ErrorReport();
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

    /**
     * What a command sees of the world.
     *
     * @param environment the variables
     * @param in standard input
     * @param out standard output: answers only
     * @param err standard error: everything else
     */
    record Console(Map<String, String> environment, InputStream in, PrintWriter out, PrintWriter err) {}
}
