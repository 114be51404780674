package dev.llmconnect.formats.rules;

import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text for a tool that takes any, as the one argument of a function: {@code {"input": "…"}}. Reads the text while the model writes the
 * JSON around it. Not thread-safe.
 */
final class TextInput {
    /** The argument, under OpenAI's own name for the text. */
    static final String NAME = "input";

    private static final Pattern HEAD = Pattern.compile("\\s*\\{\\s*\"" + NAME + "\"\\s*:\\s*\"");

    private final StringBuilder json = new StringBuilder();
    /** Where the text is read next; 0 before it has begun. */
    private int next;

    private boolean ended;

    /** Returns the text of arguments. */
    static String of(String argumentsJson) {
        TextInput input = new TextInput();
        String begun = input.accept(argumentsJson);
        return begun + input.end();
    }

    /** Takes more of the JSON and returns the text in it, as far as it is known to be text. */
    String accept(String more) {
        json.append(more);
        if (next == 0) {
            Matcher head = HEAD.matcher(json);
            if (!head.lookingAt()) {
                return "";
            }
            next = head.end();
        }
        return text();
    }

    /** Returns what is left when nothing more comes: the whole text of arguments that were written in another way. */
    String end() {
        if (next > 0) {
            return "";
        }
        String all = json.toString();
        Map<String, Object> arguments = object(all);
        if (arguments.get(NAME) instanceof String text) {
            return text;
        }
        if (arguments.size() == 1 && arguments.values().iterator().next() instanceof String text) {
            return text;
        }
        return all.strip().equals("{}") ? "" : all;
    }

    private static Map<String, Object> object(String json) {
        try {
            return Json.read(json).object();
        } catch (JsonException e) {
            // Text without JSON around it is the text itself.
            return Map.of();
        }
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        while (!ended && next < json.length()) {
            char c = json.charAt(next);
            if (c == '"') {
                ended = true;
            } else if (c != '\\') {
                text.append(c);
                next++;
            } else if (!escape(text)) {
                break;
            }
        }
        return text.toString();
    }

    /** Reads an escape; returns false if only its beginning is there. */
    private boolean escape(StringBuilder text) {
        if (next + 1 >= json.length()) {
            return false;
        }
        char kind = json.charAt(next + 1);
        if (kind == 'u') {
            if (next + 6 > json.length()) {
                return false;
            }
            int code = hex(json.substring(next + 2, next + 6));
            if (code >= 0) {
                text.append((char) code);
                next += 6;
                return true;
            }
        }
        text.append(
                switch (kind) {
                    case 'n' -> '\n';
                    case 't' -> '\t';
                    case 'r' -> '\r';
                    case 'b' -> '\b';
                    case 'f' -> '\f';
                    default -> kind;
                });
        next += 2;
        return true;
    }

    private static int hex(String digits) {
        int code = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = Character.digit(digits.charAt(i), 16);
            if (digit < 0) {
                return -1;
            }
            code = code * 16 + digit;
        }
        return code;
    }
}
