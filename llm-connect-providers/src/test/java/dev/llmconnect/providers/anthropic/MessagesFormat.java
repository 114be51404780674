package dev.llmconnect.providers.anthropic;

import dev.llmconnect.testkit.Answer;
import dev.llmconnect.testkit.Json;
import dev.llmconnect.testkit.Reply;
import java.util.ArrayList;
import java.util.List;

/** How a provider writes that speaks Anthropic's Messages. */
public final class MessagesFormat {
    private MessagesFormat() {}

    public static Reply answer(Answer answer) {
        return Reply.json("{\"type\":\"message\",\"id\":\"msg_1\",\"role\":\"assistant\",\"model\":"
                + Json.quote(answer.model())
                + ",\"content\":[{\"type\":\"text\",\"text\":" + Json.quote(answer.text())
                + "}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":" + answer.promptTokens()
                + ",\"output_tokens\":" + answer.completionTokens() + "}}");
    }

    /** Two parts before the pieces, three after them. */
    public static Reply stream(Answer answer) {
        List<String> events = new ArrayList<>();
        events.add(event(
                "message_start",
                "\"message\":{\"id\":\"msg_1\",\"model\":" + Json.quote(answer.model())
                        + ",\"content\":[],\"usage\":{\"input_tokens\":" + answer.promptTokens()
                        + ",\"output_tokens\":1}}"));
        events.add(event("content_block_start", "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}"));
        for (String piece : answer.pieces()) {
            events.add(event(
                    "content_block_delta",
                    "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":" + Json.quote(piece) + "}"));
        }
        events.add(event("content_block_stop", "\"index\":0"));
        events.add(event(
                "message_delta",
                "\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":" + answer.completionTokens()
                        + "}"));
        events.add(event("message_stop", "\"last\":true"));
        return Reply.stream("text/event-stream", events);
    }

    public static Reply error(int status, String message) {
        return Reply.json(status, "{" + error(message) + "}");
    }

    static String errorEvent(String message) {
        return event("error", error(message));
    }

    private static String error(String message) {
        return "\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":" + Json.quote(message) + "}";
    }

    private static String event(String type, String fields) {
        String typed = fields.startsWith("\"type\"") ? fields : "\"type\":\"" + type + "\"," + fields;
        return "event: " + type + "\ndata: {" + typed + "}\n\n";
    }
}
