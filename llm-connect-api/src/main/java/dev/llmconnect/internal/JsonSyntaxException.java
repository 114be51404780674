package dev.llmconnect.internal;

/** A text is not JSON; the message says where, and never what stands there. */
public final class JsonSyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JsonSyntaxException(String message) {
        super(message);
    }
}
