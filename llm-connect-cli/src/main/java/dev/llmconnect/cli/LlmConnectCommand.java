package dev.llmconnect.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program without a command: says which commands there are. */
@Command(
        name = "llm-connect",
        description = "One way to call every language model.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Run 'llm-connect COMMAND --help' for the options of a command."},
        mixinStandardHelpOptions = true,
        versionProvider = LlmConnectCommand.Version.class)
final class LlmConnectCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    /** Read by {@link ConfigFile} before the command line is parsed. */
    @Option(
            names = ConfigFile.OPTION,
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description =
                    "File with settings in JSON, for every command; options and variables take precedence. Default: none")
    @SuppressWarnings("UnusedVariable")
    private @Nullable String config;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "missing command");
    }

    /** The version in the jar's manifest. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"llm-connect " + (version == null ? "(built from source)" : version)};
        }
    }
}
