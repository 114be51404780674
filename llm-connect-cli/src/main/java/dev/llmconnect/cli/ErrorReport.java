package dev.llmconnect.cli;

import dev.llmconnect.ErrorCode;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.Redactor;
import dev.llmconnect.cli.Main.Console;
import dev.llmconnect.internal.Suggestions;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Reports the failure of a command: one line on stderr, or for {@code execute --json} the error JSON of the contract, section 3, on
 * stdout; and the exit code of section 5.
 */
final class ErrorReport implements IParameterExceptionHandler, IExecutionExceptionHandler {
    /** The key is missing, wrong or not allowed to do this. */
    static final int AUTHENTICATION = 4;

    private static final Logger LOG = System.getLogger(ErrorReport.class.getName());
    private static final int MAX_ECHO = 60;
    private static final String NAME = "llm-connect: ";

    private final Console console;

    ErrorReport(Console console) {
        this.console = console;
    }

    @Override
    public int handleParseException(ParameterException wrong, String[] args) {
        CommandLine command = wrong.getCommandLine();
        String message = Redactor.redact(message(wrong, args));
        if (command.getCommandSpec().userObject() instanceof ExecuteCommand
                && ExecuteCommand.wantsJson(args, console.environment())) {
            console.out().println(JsonOutput.of(new LLMInvalidRequestException(message).toMap(null)));
            return ErrorCode.INVALID_REQUEST.exitCode();
        }
        command.getErr().println(NAME + message);
        command.getErr().println("Run '" + command.getCommandSpec().qualifiedName() + " --help' for usage.");
        return ErrorCode.INVALID_REQUEST.exitCode();
    }

    /** What is wrong, with the name of the variable where the value came from one. */
    private String message(ParameterException wrong, String[] args) {
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            return unmatched(unmatched.getUnmatched().get(0), wrong.getCommandLine());
        }
        boolean ofAnOption = wrong.getClass() == ParameterException.class
                && wrong.getArgSpec() instanceof OptionSpec
                && wrong.getValue() != null;
        if (!ofAnOption) {
            return String.valueOf(wrong.getMessage());
        }
        OptionSpec option = (OptionSpec) wrong.getArgSpec();
        String variable = EnvironmentDefaults.hasVariable(option) ? EnvironmentDefaults.variable(option) : "";
        boolean fromVariable = console.environment().containsKey(variable) && !isGiven(option, args);
        String value = wrong.getValue();
        return (fromVariable ? shown(variable) : option.longestName()) + " must be " + accepted(option) + ", got \""
                + Redactor.redact(value, MAX_ECHO) + "\"";
    }

    /** A variable, or the name and place in the configuration file of what it says. */
    private String shown(String variable) {
        ConfigFile config = console.config();
        return config.sets(variable) ? config.place(variable) + ": `" + config.path(variable) + "`" : variable;
    }

    /** Appends where a variable or option of the message is set, if the configuration file sets it. */
    private String withPlace(String message) {
        ConfigFile config = console.config();
        for (String variable : config.variables()) {
            String option = "--" + ConfigSettings.optionName(variable);
            if (Pattern.compile("(?<![\\w-])(" + Pattern.quote(variable) + "|" + option + ")(?![\\w-])")
                    .matcher(message)
                    .find()) {
                return message + " (" + config.place(variable) + ": `" + config.path(variable) + "`)";
            }
        }
        return message;
    }

    /** Reports that the configuration file is wrong, before a command is known; returns the exit code. */
    int report(LLMException failure, String... args) {
        boolean json =
                args.length > 0 && args[0].equals("execute") && ExecuteCommand.wantsJson(args, console.environment());
        report(failure.code(), String.valueOf(failure.getMessage()), json ? failure.toMap(null) : null);
        return exitCode(failure);
    }

    /** The first of them: what follows an option that there is none of is its value as likely as not. */
    private static String unmatched(String argument, CommandLine command) {
        boolean isOption = argument.startsWith("-");
        String name = argument.replaceFirst("=.*", "");
        Collection<String> known = isOption
                ? command.getCommandSpec().optionsMap().keySet()
                : command.getSubcommands().keySet();
        return (isOption ? "Unknown option: '" : "Unmatched argument: '") + argument + "'"
                + Suggestions.didYouMean(name, known);
    }

    private static boolean isGiven(OptionSpec option, String[] args) {
        return Arrays.stream(args)
                .anyMatch(arg ->
                        Arrays.stream(option.names()).anyMatch(name -> arg.equals(name) || arg.startsWith(name + "=")));
    }

    private static String accepted(OptionSpec option) {
        return Arrays.stream(option.converters())
                .filter(OptionValue.class::isInstance)
                .map(converter -> ((OptionValue<?>) converter).accepted())
                .findFirst()
                .orElse(option.type() == Path.class ? "a path" : option.paramLabel());
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        boolean json = command.getCommandSpec().userObject() instanceof ExecuteCommand execute && execute.isJson();
        if (failure instanceof OutputException) {
            command.getErr().println(NAME + failure.getMessage());
            return OutputException.EXIT_CODE;
        }
        if (failure instanceof LLMException known) {
            report(known.code(), withPlace(String.valueOf(known.getMessage())), json ? known.toMap(null) : null);
            return exitCode(known);
        }
        LOG.log(Level.ERROR, "the command failed", failure);
        String message = Redactor.redact(String.valueOf(failure));
        report(ErrorCode.INTERNAL_ERROR, message, json ? internalError() : null);
        return ErrorCode.INTERNAL_ERROR.exitCode();
    }

    private void report(ErrorCode code, String message, @Nullable Map<String, Object> json) {
        if (json == null) {
            console.err().println(NAME + code + ": " + message);
        } else {
            console.out().println(JsonOutput.of(json));
        }
    }

    /** The contract: its message says nothing of the inside, the log does. */
    private static Map<String, Object> internalError() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("error", ErrorCode.INTERNAL_ERROR.value());
        json.put("message", "the command failed; see the log");
        json.put("type", "InternalError");
        return json;
    }

    static int exitCode(LLMException failure) {
        boolean authentication = failure.reason().equals(FailureReason.AUTHENTICATION)
                || failure.reason().equals(FailureReason.PERMISSION);
        return authentication ? AUTHENTICATION : failure.code().exitCode();
    }
}
