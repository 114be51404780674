package dev.llmconnect.formats.json;

import org.jspecify.annotations.Nullable;

/** A text is not JSON, or a tree cannot be written as JSON. */
public final class JsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean truncated;

    JsonException(String message, @Nullable Throwable cause, boolean truncated) {
        super(message, cause);
        this.truncated = truncated;
    }

    /** Whether the text was right as far as it went, but ended too early. */
    public boolean truncated() {
        return truncated;
    }
}
