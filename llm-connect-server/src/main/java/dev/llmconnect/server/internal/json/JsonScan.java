package dev.llmconnect.server.internal.json;

import dev.llmconnect.LLMInvalidRequestException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Finds what Moshi's parser lets pass although it is not JSON: bad UTF-8, unescaped control characters, unknown escapes, halves of
 * surrogate pairs, {@code TRUE}; and bounds the nesting before anything recurses. One pass, no copy.
 */
final class JsonScan {
    /** The deepest nesting that is accepted (the wire contract, section 2). */
    static final int DEEPEST = 64;

    private final byte[] json;
    private int at;

    private JsonScan(byte[] json) {
        this.json = json;
    }

    /**
     * Checks a text.
     *
     * @throws LLMInvalidRequestException naming the first fault and its place
     */
    static void check(byte[] json) {
        checkUtf8(json);
        new JsonScan(json).scan();
    }

    private static void checkUtf8(byte[] json) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(json);
        CharBuffer scratch = CharBuffer.allocate(4096);
        CoderResult result;
        do {
            result = decoder.decode(in, scratch.clear(), true);
        } while (result.isOverflow());
        if (result.isError()) {
            throw new LLMInvalidRequestException("the body is not valid UTF-8, at byte " + in.position());
        }
    }

    private void scan() {
        int depth = 0;
        for (at = 0; at < json.length; at++) {
            byte c = json[at];
            switch (c) {
                case '"' -> skipString();
                case '{', '[' -> {
                    depth++;
                    require(depth <= DEEPEST, "it is nested deeper than " + DEEPEST);
                }
                case '}', ']' -> depth--;
                // A literal is lower case; the only capital outside of strings is the exponent's.
                default -> require(c < 'A' || c > 'Z' || isExponent(), "unexpected capital letter");
            }
        }
    }

    private boolean isExponent() {
        return json[at] == 'E' && at > 0 && json[at - 1] >= '0' && json[at - 1] <= '9';
    }

    /** From the opening quote to the closing one; a missing one is the parser's to find. */
    private void skipString() {
        for (at++; at < json.length && json[at] != '"'; at++) {
            int c = json[at];
            require(c < 0 || c >= ' ', "unescaped control character in a string");
            if (c == '\\') {
                skipEscape();
            }
        }
    }

    private void skipEscape() {
        at++;
        if (at >= json.length) {
            return;
        }
        if (json[at] != 'u') {
            require("\"\\/bfnrt".indexOf(json[at]) >= 0, "unknown escape in a string");
            return;
        }
        char unit = codeUnit();
        require(!Character.isLowSurrogate(unit), "half of a surrogate pair in a string");
        if (Character.isHighSurrogate(unit)) {
            boolean followed = at + 2 < json.length && json[at + 1] == '\\' && json[at + 2] == 'u';
            require(followed, "half of a surrogate pair in a string");
            at += 2;
            require(Character.isLowSurrogate(codeUnit()), "half of a surrogate pair in a string");
        }
    }

    /** Reads the four digits behind a {@code u}, and stands on the last one afterwards. */
    private char codeUnit() {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            at++;
            int digit = at < json.length ? Character.digit((char) (json[at] & 0xff), 16) : -1;
            require(digit >= 0, "\\u without four hexadecimal digits");
            value = value * 16 + digit;
        }
        return (char) value;
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new LLMInvalidRequestException("the body is not valid JSON: " + otherwise + ", at byte " + at);
        }
    }
}
