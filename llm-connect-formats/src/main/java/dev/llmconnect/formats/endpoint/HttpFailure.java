package dev.llmconnect.formats.endpoint;

/** A failure with an HTTP status of its own, which differs from its code's. */
public interface HttpFailure {
    /** The HTTP status. */
    int status();
}
