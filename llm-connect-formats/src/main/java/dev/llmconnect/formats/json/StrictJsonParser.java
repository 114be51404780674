package dev.llmconnect.formats.json;

import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.Redactor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON object in the body of a request, read by the letter of RFC 8259: {@code String}, {@code Boolean}, {@code null},
 * {@code Long}, {@code BigInteger}, {@code BigDecimal}, {@code List} and {@code LinkedHashMap}.
 *
 * <p>Moshi's parser lets too much pass (bad UTF-8, control characters, unknown escapes, halves of surrogate pairs, {@code TRUE}),
 * and holds a large prompt several times over before it is a string. Here each string is made of the bytes of the body at once.
 */
public final class StrictJsonParser {
    /** The deepest nesting that is accepted (the wire contract, section 2). */
    static final int MAX_DEPTH = 64;

    private static final int MAX_PATH_LENGTH = 200;

    private final byte[] json;
    private final int end;
    /** Names and indexes from the root to where the reader is, for messages. */
    private final List<Object> path = new ArrayList<>();

    private int at;

    private StrictJsonParser(byte[] json, int end) {
        this.json = json;
        this.end = end;
    }

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
        return new StrictJsonParser(json, length).document();
    }

    @SuppressWarnings("unchecked") // object() makes the only maps
    private Map<String, @Nullable Object> document() {
        Object value = value();
        skipBlanks();
        if (at < end) {
            throw new LLMInvalidRequestException("unexpected data after the JSON value, at byte " + at);
        }
        if (value instanceof Map<?, ?> object) {
            return (Map<String, @Nullable Object>) object;
        }
        throw new LLMInvalidRequestException("the body must be a JSON object");
    }

    private @Nullable Object value() {
        return switch (next()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> literal("true", true);
            case 'f' -> literal("false", false);
            case 'n' -> literal("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> object() {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        enter();
        for (boolean first = true; next() != '}'; first = false) {
            separate(first);
            require(next() == '"', "a name is missing");
            String name = string();
            path.set(path.size() - 1, name);
            if (object.containsKey(name)) {
                throw new LLMInvalidRequestException("the body names " + path() + " twice");
            }
            require(next() == ':', "a colon is missing");
            at++;
            object.put(name, value());
        }
        leave();
        return object;
    }

    private List<@Nullable Object> array() {
        List<@Nullable Object> array = new ArrayList<>();
        enter();
        for (boolean first = true; next() != ']'; first = false) {
            separate(first);
            path.set(path.size() - 1, array.size());
            array.add(value());
        }
        leave();
        return array;
    }

    private void enter() {
        at++;
        path.add("");
        require(path.size() <= MAX_DEPTH, "it is nested deeper than " + MAX_DEPTH);
    }

    private void leave() {
        at++;
        path.remove(path.size() - 1);
    }

    /** Between two members there is a comma, and behind a comma there is a member. */
    private void separate(boolean first) {
        if (!first) {
            require(next() == ',', "a comma is missing");
            at++;
            require(next() != '}' && next() != ']', "a value is missing after a comma");
        }
    }

    private @Nullable Object literal(String word, @Nullable Object value) {
        for (int i = 0; i < word.length(); i++) {
            require(peek() == word.charAt(i), "unexpected character");
            at++;
        }
        return value;
    }

    private Number number() {
        int start = at;
        skip('-');
        if (!skip('0')) {
            digits();
        }
        if (skip('.')) {
            digits();
        }
        if (skip('e') || skip('E')) {
            if (!skip('+')) {
                skip('-');
            }
            digits();
        }
        return JsonNumber.of(new String(json, start, at - start, StandardCharsets.ISO_8859_1), this::path);
    }

    private void digits() {
        require(isDigit(), "unexpected character");
        while (isDigit()) {
            at++;
        }
    }

    private boolean isDigit() {
        return at < end && json[at] >= '0' && json[at] <= '9';
    }

    private boolean skip(char c) {
        boolean found = at < end && json[at] == c;
        at += found ? 1 : 0;
        return found;
    }

    private String string() {
        int start = ++at;
        boolean escaped = false;
        boolean latin1 = true;
        boolean ascii = true;
        for (byte c = peekBehindPlainText(); c != '"'; c = peekBehindPlainText()) {
            if (c == '\\') {
                at++;
                escaped = true;
                latin1 &= peek() != 'u';
                // A letter beyond ASCII is an escape that JSON does not have, but well-formed.
                at += json[at] < 0 ? sequence() : 1;
            } else {
                require(c < 0, "unescaped control character in a string");
                ascii = false;
                while (at < end && json[at] < 0) {
                    // Two lead bytes begin the characters U+0080 to U+00FF, and others those beyond.
                    latin1 &= (json[at] & 0xfe) == 0xc2;
                    at += sequence();
                }
            }
        }
        at++;
        return ascii && !escaped
                ? new String(json, start, at - 1 - start, StandardCharsets.ISO_8859_1)
                : JsonString.decode(json, start, at - 1, latin1);
    }

    private int sequence() {
        int length = Utf8.sequence(json, at, end);
        if (length == 0) {
            throw new LLMInvalidRequestException("the body is not valid UTF-8, at byte " + at);
        }
        return length;
    }

    private byte peekBehindPlainText() {
        while (at < end && json[at] >= ' ' && json[at] != '"' && json[at] != '\\') {
            at++;
        }
        return peek();
    }

    /** The next byte that is no blank. */
    private byte next() {
        skipBlanks();
        return peek();
    }

    private byte peek() {
        if (at >= end) {
            throw new LLMInvalidRequestException("the body is not valid JSON: it ends unexpectedly, at " + path());
        }
        return json[at];
    }

    private void skipBlanks() {
        while (at < end && (json[at] == ' ' || json[at] == '\n' || json[at] == '\r' || json[at] == '\t')) {
            at++;
        }
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new LLMInvalidRequestException(
                    "the body is not valid JSON: " + otherwise + ", at byte " + at + ", at " + path());
        }
    }

    private String path() {
        StringBuilder text = new StringBuilder("$");
        for (Object step : path) {
            text.append(step instanceof Integer index ? "[" + index + "]" : step.equals("") ? "" : "." + step);
        }
        return Redactor.redact(text.toString(), MAX_PATH_LENGTH);
    }
}
