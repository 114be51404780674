package dev.llmconnect.formats.endpoint;

import dev.llmconnect.LLMException;
import dev.llmconnect.Redactor;

/** What every format tells a client of a failure. Redaction happens here too, since a plugin may override the message. */
public final class FailureAnswer {
    private static final int MAX_MESSAGE_LENGTH = 8000;

    private FailureAnswer() {}

    /** The HTTP status that section 3 of the wire contract has for a failure. */
    public static int status(LLMException failure) {
        return failure instanceof HttpFailure http
                ? http.status()
                : failure.code().httpStatus();
    }

    /** The message for a client: redacted and cut. */
    public static String message(LLMException failure) {
        return Redactor.redact(failure.getMessage(), MAX_MESSAGE_LENGTH);
    }
}
