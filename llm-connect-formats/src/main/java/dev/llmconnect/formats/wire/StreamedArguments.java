package dev.llmconnect.formats.wire;

import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonException;
import dev.llmconnect.formats.json.JsonNode;
import java.util.Map;

/**
 * The arguments of one tool call, put together from whatever pieces a provider sends: text, an object in place of it, {@code null} for
 * none, the whole once more at the end. To be used by one thread.
 */
public final class StreamedArguments {
    /** With more blanks around it, {@code null} is told as it is: to look for it in each piece again takes time. */
    private static final int MAX_NULL_LENGTH = 1000;

    private final ProviderCall call;
    private final StringBuilder text = new StringBuilder();
    private int told;
    private int depth;
    private boolean inString;
    private boolean escaped;
    private boolean complete;

    /** None yet. */
    public StreamedArguments(ProviderCall call) {
        this.call = call;
    }

    /**
     * Takes a piece.
     *
     * @return what the reader of the stream is to append; empty for a repetition, and where it may still be the word {@code null}
     * @throws dev.llmconnect.LLMException when the arguments were complete, and the piece says something else
     */
    public String add(JsonNode piece) {
        if (!piece.exists()) {
            return "";
        }
        if (piece.isObject() && piece.object().isEmpty() && text.toString().isBlank()) {
            // A place-holder; should nothing follow, the end says it.
            return "";
        }
        return add(piece.text().orElseGet(() -> Json.text(piece.raw())));
    }

    /** Takes a piece of text, as {@link #add(JsonNode)} does. */
    public String add(String piece) {
        if (complete && !piece.isBlank()) {
            if (repeats(piece)) {
                return "";
            }
            throw call.failures().malformed("there is more in the arguments of a tool call after their end");
        }
        scan(piece);
        text.append(piece);
        return isNull() ? "" : untold();
    }

    /**
     * No piece will follow.
     *
     * @param cut whether the answer was cut off, so that the arguments may end in their middle
     * @return what the reader of the stream is to append: {@code {}} for a call without arguments
     * @throws dev.llmconnect.LLMException when they end in their middle all the same
     */
    public String finish(boolean cut) {
        if (depth > 0 && !cut) {
            throw call.failures().malformed("the arguments of a tool call end in their middle");
        }
        if (text.toString().isBlank() || text.toString().strip().equals("null")) {
            text.setLength(0);
            text.append("{}");
            told = 0;
        }
        return untold();
    }

    /** Whether the arguments are a whole JSON object. */
    public boolean isComplete() {
        return complete;
    }

    /** Whether nothing has come. */
    public boolean isEmpty() {
        return text.isEmpty();
    }

    /** Whether these are the same arguments, in other words or not. */
    public boolean repeats(String arguments) {
        return arguments.contentEquals(text) || tree(arguments).equals(tree(text.toString()));
    }

    /** All that came. */
    @Override
    public String toString() {
        return text.toString();
    }

    private static Map<String, Object> tree(String arguments) {
        try {
            return Json.read(arguments).object();
        } catch (JsonException e) {
            // Equal to no object, since it is compared with a whole one only.
            return Map.of("", arguments);
        }
    }

    private boolean isNull() {
        return told == 0
                && text.length() <= MAX_NULL_LENGTH
                && "null".startsWith(text.toString().strip());
    }

    private String untold() {
        String rest = text.substring(told);
        told = text.length();
        return rest;
    }

    /** Follows the braces of an object; anything else than an object is never complete. */
    private void scan(String piece) {
        for (int i = 0; i < piece.length() && !complete; i++) {
            char c = piece.charAt(i);
            if (inString) {
                inString = escaped || c != '"';
                escaped = !escaped && c == '\\';
            } else if (c == '"') {
                inString = depth > 0;
            } else if (c == '{' || (c == '[' && depth > 0)) {
                depth++;
            } else if ((c == '}' || c == ']') && depth > 0) {
                depth--;
                complete = depth == 0;
            }
        }
    }
}
