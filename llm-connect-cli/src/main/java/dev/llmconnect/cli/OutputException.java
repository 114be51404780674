package dev.llmconnect.cli;

import dev.llmconnect.ErrorCode;
import java.io.PrintWriter;

/** Standard output could not be written: its reader has gone, or its disk is full. */
final class OutputException extends RuntimeException {
    static final int EXIT_CODE = ErrorCode.INTERNAL_ERROR.exitCode();

    private static final long serialVersionUID = 1L;

    /** What happened. */
    static final String MESSAGE = "cannot write to standard output: its reader has closed it, or the disk is full";

    OutputException() {
        this(MESSAGE);
    }

    /** With what it means for the command. */
    OutputException(String message) {
        super(message);
    }

    /**
     * Flushes what was written.
     *
     * @throws OutputException if some of it could not be written
     */
    static void check(PrintWriter out) {
        if (out.checkError()) {
            throw new OutputException();
        }
    }
}
