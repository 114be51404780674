package dev.llmconnect.cli;

import dev.llmconnect.ErrorCode;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMException;
import dev.llmconnect.Redactor;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever ends a command into one clear line on stderr and the exit code of the contract, section 5. */
final class ErrorReport implements IParameterExceptionHandler, IExecutionExceptionHandler {
    /** The key is missing, wrong or may not do this. */
    static final int AUTHENTICATION = 4;

    private static final Logger LOG = System.getLogger(ErrorReport.class.getName());

    @Override
    public int handleParseException(ParameterException wrong, String[] args) {
        CommandLine command = wrong.getCommandLine();
        command.getErr().println("llm-connect: " + Redactor.redact(String.valueOf(wrong.getMessage())));
        if (!UnmatchedArgumentException.printSuggestions(wrong, command.getErr())) {
            command.getErr()
                    .println("Try '" + command.getCommandSpec().qualifiedName() + " --help' for what is accepted.");
        }
        return ErrorCode.INVALID_REQUEST.exitCode();
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        if (failure instanceof LLMException known) {
            command.getErr().println("llm-connect: " + known.code() + ": " + known.getMessage());
            return exitCode(known);
        }
        LOG.log(Level.ERROR, "the command failed", failure);
        command.getErr().println("llm-connect: internal_error: " + Redactor.redact(String.valueOf(failure)));
        return ErrorCode.INTERNAL_ERROR.exitCode();
    }

    static int exitCode(LLMException failure) {
        boolean authentication = failure.reason().equals(FailureReason.AUTHENTICATION)
                || failure.reason().equals(FailureReason.PERMISSION);
        return authentication ? AUTHENTICATION : failure.code().exitCode();
    }
}
