package dev.llmconnect.formats.chat;

import dev.llmconnect.formats.json.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What a provider says of a choice, beside the message and in it, in fields that an answer has no place for; see {@link UnknownFields}. */
final class UnknownChoiceFields {
    private static final Set<String> KNOWN_OF_CHOICE = Set.of("index", "message", "delta", "finish_reason");
    private static final Set<String> KNOWN_OF_MESSAGE = Set.of(
            "role",
            "content",
            "refusal",
            "reasoning_content",
            "reasoning",
            "reasoning_details",
            "tool_calls",
            "function_call",
            "extra_content",
            "images",
            "audio");

    private final Map<String, Object> choice = new LinkedHashMap<>();
    private final Map<String, Object> message = new LinkedHashMap<>();

    void ofChoice(JsonNode said) {
        said.object().forEach((name, value) -> {
            if (value != null && !KNOWN_OF_CHOICE.contains(name)) {
                UnknownFields.put(choice, name, value, true);
            }
        });
    }

    void ofMessage(JsonNode said) {
        said.object().forEach((name, value) -> {
            if (value != null && !KNOWN_OF_MESSAGE.contains(name)) {
                UnknownFields.put(message, name, value, true);
            }
        });
    }

    /** All of it in the shape of a choice. */
    Map<String, Object> whole() {
        Map<String, Object> whole = new LinkedHashMap<>(choice);
        if (!message.isEmpty()) {
            whole.put("message", message);
        }
        return whole;
    }
}
