package dev.llmconnect.ledger.store;

import dev.llmconnect.internal.JsonParser;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tags as a JSON object in one column. Equal tags have equal texts, since keys are sorted. */
final class TagText {
    private TagText() {}

    static String write(Map<String, String> tags) {
        if (tags.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("{");
        tags.forEach((key, value) -> {
            text.append(text.length() == 1 ? "" : ",");
            string(text, key);
            text.append(':');
            string(text, value);
        });
        return text.append('}').toString();
    }

    private static void string(StringBuilder text, String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    static Map<String, String> read(String text) {
        Map<String, String> tags = new LinkedHashMap<>();
        if (!text.isEmpty() && JsonParser.read(text) instanceof Map<?, ?> members) {
            members.forEach((key, value) -> tags.put(String.valueOf(key), String.valueOf(value)));
        }
        return tags;
    }
}
