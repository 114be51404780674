package dev.llmconnect.internal;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON as a tree of String, Boolean, {@code null}, Long, BigInteger, BigDecimal, List and LinkedHashMap, without another library.
 * No number loses a digit. Of two equal keys the later one counts.
 */
public final class JsonTreeReader {
    private static final int MAX_DEPTH = 200;
    private static final int MAX_NUMBER_LENGTH = 1000;
    private static final Object UNFINISHED = new Object();

    private final String text;
    private final boolean isPrefix;
    private int at;

    private JsonTreeReader(String text, boolean isPrefix) {
        this.text = text;
        this.isPrefix = isPrefix;
    }

    /**
     * The one value that is all of this text.
     *
     * @throws JsonSyntaxException when it is not JSON
     */
    public static @Nullable Object read(String text) {
        JsonTreeReader reader = new JsonTreeReader(text, false);
        Object value = reader.value(0);
        reader.skipSpace();
        if (reader.at < text.length()) {
            throw reader.wrong("there is more after the JSON value");
        }
        return value;
    }

    /**
     * As much of a value as the beginning of its text tells: open objects, lists and texts as far as they go, without a number or a word
     * that may go on. {@code null} when nothing is known yet.
     *
     * @throws JsonSyntaxException when it is not the beginning of JSON
     */
    public static @Nullable Object readPrefix(String text) {
        Object value = new JsonTreeReader(text, true).value(0);
        return value == UNFINISHED ? null : value;
    }

    private @Nullable Object value(int depth) {
        skipSpace();
        if (depth > MAX_DEPTH) {
            throw wrong("it is nested deeper than " + MAX_DEPTH);
        }
        if (atEnd()) {
            return UNFINISHED;
        }
        char c = text.charAt(at);
        return switch (c) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> literal("true", true);
            case 'f' -> literal("false", false);
            case 'n' -> literal("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> object(int depth) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        at++;
        if (closes('}')) {
            return object;
        }
        while (!atEnd()) {
            if (text.charAt(at) != '"') {
                throw wrong("a name in quotes should be here");
            }
            String name = string();
            skipSpace();
            if (atEnd()) {
                break;
            }
            expect(':');
            Object value = value(depth + 1);
            if (value != UNFINISHED) {
                object.put(name, value);
            }
            if (closes('}') || !comma()) {
                break;
            }
        }
        return object;
    }

    private List<@Nullable Object> array(int depth) {
        List<@Nullable Object> array = new ArrayList<>();
        at++;
        if (closes(']')) {
            return array;
        }
        while (!atEnd()) {
            Object value = value(depth + 1);
            if (value != UNFINISHED) {
                array.add(value);
            }
            if (closes(']') || !comma()) {
                break;
            }
        }
        return array;
    }

    private String string() {
        StringBuilder string = new StringBuilder();
        at++;
        while (true) {
            if (atEnd()) {
                return string.toString();
            }
            char c = text.charAt(at++);
            if (c == '"') {
                return string.toString();
            }
            if (c < ' ') {
                at--;
                throw wrong("a control character stands in a text");
            }
            if (c != '\\') {
                string.append(c);
            } else if (!escape(string)) {
                return string.toString();
            }
        }
    }

    /** Whether the escape is complete. */
    private boolean escape(StringBuilder string) {
        if (atEnd()) {
            return false;
        }
        char c = text.charAt(at++);
        switch (c) {
            case '"', '\\', '/' -> string.append(c);
            case 'b' -> string.append('\b');
            case 'f' -> string.append('\f');
            case 'n' -> string.append('\n');
            case 'r' -> string.append('\r');
            case 't' -> string.append('\t');
            case 'u' -> {
                return unicode(string);
            }
            default -> throw wrong("\\" + c + " is no escape");
        }
        return true;
    }

    private boolean unicode(StringBuilder string) {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            if (atEnd()) {
                return false;
            }
            int digit = Character.digit(text.charAt(at), 16);
            if (digit < 0 || text.charAt(at) > 'f') {
                throw wrong("\\u needs four hexadecimal digits");
            }
            code = code * 16 + digit;
            at++;
        }
        string.append((char) code);
        return true;
    }

    private @Nullable Object literal(String word, @Nullable Object value) {
        String rest = text.substring(at, Math.min(text.length(), at + word.length()));
        if (rest.equals(word)) {
            at += word.length();
            return value;
        }
        if (word.startsWith(rest)) {
            at = text.length();
            atEnd();
            return UNFINISHED;
        }
        throw wrong("a value should be here");
    }

    private Object number() {
        int start = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String digits = text.substring(start, at);
        if (isPrefix && at == text.length()) {
            return UNFINISHED;
        }
        if (digits.length() > MAX_NUMBER_LENGTH || !digits.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
            at = start;
            throw wrong("a value should be here");
        }
        try {
            if (digits.matches("-?[0-9]+")) {
                return digits.length() < 19 ? (Object) Long.valueOf(digits) : integer(new BigInteger(digits));
            }
            return new BigDecimal(digits);
        } catch (NumberFormatException e) {
            at = start;
            throw wrong("a number is out of range");
        }
    }

    private static Object integer(BigInteger number) {
        return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
    }

    private boolean closes(char bracket) {
        skipSpace();
        if (!atEnd() && text.charAt(at) == bracket) {
            at++;
            return true;
        }
        return false;
    }

    /** Whether there is one; there is none only at the end of a prefix. */
    private boolean comma() {
        if (atEnd()) {
            return false;
        }
        expect(',');
        skipSpace();
        return true;
    }

    private void expect(char mark) {
        if (text.charAt(at) != mark) {
            throw wrong("'" + mark + "' should be here");
        }
        at++;
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    /** Whether the text ends here, which only a prefix may. */
    private boolean atEnd() {
        if (at < text.length()) {
            return false;
        }
        if (!isPrefix) {
            throw wrong("the text ends too early");
        }
        return true;
    }

    private JsonSyntaxException wrong(String what) {
        return new JsonSyntaxException("not JSON at character " + (at + 1) + ": " + what);
    }
}
