package dev.llmconnect.formats.json;

import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.Redactor;
import dev.llmconnect.internal.JsonParser;
import dev.llmconnect.internal.JsonSyntaxException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON object in the body of a request, read by the letter of RFC 8259 by {@link JsonParser}. */
public final class StrictJsonParser {
    /** The deepest nesting that is accepted (the wire contract, section 2). */
    static final int MAX_DEPTH = 64;

    private static final int MAX_PATH_LENGTH = 200;

    private StrictJsonParser() {}

    /**
     * Reads a body.
     *
     * @param json is used up: what is escaped in it is resolved in place, since a large prompt is too dear to be copied
     * @throws LLMInvalidRequestException when it is not JSON, repeats a name in an object, is nested deeper than 64, or is no object;
     *     the message says where
     */
    public static Map<String, @Nullable Object> object(byte[] json) {
        return object(json, json.length);
    }

    /** As {@link #object(byte[])}, of the first {@code length} bytes. */
    public static Map<String, @Nullable Object> object(byte[] json, int length) {
        if (length == 0) {
            throw new LLMInvalidRequestException("the body is empty; it must be a JSON object");
        }
        try {
            return JsonParser.of(json, length).maxDepth(MAX_DEPTH).object();
        } catch (JsonSyntaxException e) {
            throw new LLMInvalidRequestException(message(e));
        }
    }

    private static String message(JsonSyntaxException e) {
        String byteOffset = ", at byte " + e.offset();
        return switch (e.kind()) {
            case TRAILING -> "unexpected data after the JSON value" + byteOffset;
            case NO_OBJECT -> "the body must be a JSON object";
            case NOT_UTF8 -> "the body is not valid UTF-8" + byteOffset;
            case DUPLICATE -> "the body names " + path(e) + " twice";
            case NUMBER -> "the number at " + path(e) + " " + e.reason();
            case TRUNCATED -> "the body is not valid JSON: " + e.reason() + ", at " + path(e);
            case SYNTAX, DEPTH -> "the body is not valid JSON: " + e.reason() + byteOffset + ", at " + path(e);
        };
    }

    private static String path(JsonSyntaxException e) {
        boolean isMember = !e.path().isEmpty() && !e.path().startsWith("[");
        return Redactor.redact((isMember ? "$." : "$") + e.path(), MAX_PATH_LENGTH);
    }
}
