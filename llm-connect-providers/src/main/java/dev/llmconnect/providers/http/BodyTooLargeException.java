package dev.llmconnect.providers.http;

import java.io.IOException;

/** An answer or one of its events is larger than {@link HttpLimits} allows. */
public final class BodyTooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Says what was too large, and the limit. */
    public BodyTooLargeException(String message) {
        super(message);
    }
}
