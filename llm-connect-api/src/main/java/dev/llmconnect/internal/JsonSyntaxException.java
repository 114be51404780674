package dev.llmconnect.internal;

import org.jspecify.annotations.Nullable;

/** A text is not JSON, or not as it is accepted. The message says where, and never what stands there. */
public final class JsonSyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is wrong, for messages of their own. */
    public enum Kind {
        /** Something is there that JSON does not have there. */
        SYNTAX,
        /** The text is right as far as it goes, but ends too early. */
        TRUNCATED,
        /** There is more after the value. */
        TRAILING,
        /** Bytes are not UTF-8. */
        NOT_UTF8,
        /** An object has two members of one name. */
        DUPLICATE,
        /** Objects and arrays are nested too deep. */
        DEPTH,
        /** A number is too long or out of range. */
        NUMBER,
        /** The value is not an object. */
        NO_OBJECT
    }

    private final Kind kind;
    private final String reason;
    private final String path;
    private final int offset;
    private final transient @Nullable TextPosition position;

    JsonSyntaxException(Kind kind, String reason, String path, int offset, @Nullable TextPosition position) {
        super("not JSON at " + (position == null ? "byte " + offset : "character " + position.character()) + ": "
                + (kind == Kind.NUMBER ? "a number " : "") + reason);
        this.kind = kind;
        this.reason = reason;
        this.path = path;
        this.offset = offset;
        this.position = position;
    }

    /** What is wrong. */
    public Kind kind() {
        return kind;
    }

    /** What is wrong, without the place: {@code a comma is missing}; of a number without its subject: {@code is out of range}. */
    public String reason() {
        return reason;
    }

    /** Names and indexes from the root: {@code a.b[2]}; empty at the root. */
    public String path() {
        return path;
    }

    /** Number of the byte, from 0. */
    public int offset() {
        return offset;
    }

    /** Line and column; the beginning of the text if that was given as bytes. */
    public TextPosition position() {
        return position == null ? new TextPosition(1, 1, 1) : position;
    }

    /**
     * What is wrong with a text that people write, and where: {@code prices.json is not valid JSON: a comma is missing at a.b, line 2, column
     * 2}.
     *
     * @param source name of the text
     * @param expected what it must hold, for example {@code a JSON object}
     */
    public String describe(String source, String expected) {
        String what =
                switch (kind) {
                    case NO_OBJECT -> "must hold " + expected;
                    case DUPLICATE -> "has a key twice";
                    case DEPTH -> "cannot be read: " + reason;
                    case NUMBER -> "has a number that " + reason;
                    case SYNTAX, TRUNCATED, TRAILING, NOT_UTF8 -> "is not valid JSON: " + reason;
                };
        return source + " " + what + (path.isEmpty() ? "" : " at " + path) + ", " + position();
    }
}
