package dev.llmconnect.testkit;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Minimal JSON support for writing replies by hand. */
public final class Json {
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|(.))");

    private Json() {}

    /** Returns the text as a quoted JSON string. */
    public static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c < ' ') {
                quoted.append(String.format("\\u%04x", c));
            } else if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }

    /** Resolves JSON string escapes anywhere in the text, to search it for words. */
    static String unescape(String json) {
        return ESCAPE.matcher(json).replaceAll(Json::unescaped);
    }

    private static String unescaped(MatchResult escape) {
        if (escape.group(1) != null) {
            return Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(escape.group(1), 16)));
        }
        String character =
                switch (escape.group(2)) {
                    case "n" -> "\n";
                    case "r" -> "\r";
                    case "t" -> "\t";
                    case "b" -> "\b";
                    case "f" -> "\f";
                    default -> escape.group(2);
                };
        return Matcher.quoteReplacement(character);
    }
}
