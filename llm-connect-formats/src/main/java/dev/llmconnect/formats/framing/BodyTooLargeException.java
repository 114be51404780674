package dev.llmconnect.formats.framing;

import java.io.IOException;

/** An answer or one of its events is larger than {@link StreamLimits} allows. */
public final class BodyTooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    private BodyTooLargeException(String message) {
        super(message);
    }

    /** Says what was too large, and the limit in bytes. */
    public static BodyTooLargeException of(String what, long limit) {
        return new BodyTooLargeException(what + " is larger than " + limit + " bytes");
    }
}
