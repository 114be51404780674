package dev.llmconnect.testkit;

import java.util.ArrayList;
import java.util.List;

/** Replies in the format of OpenAI's Chat Completions. */
public final class ChatFormat {
    private ChatFormat() {}

    /** Creates a complete answer. */
    public static Reply answer(Answer answer) {
        return Reply.json("{\"model\":" + Json.quote(answer.model())
                + ",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\",\"content\":"
                + Json.quote(answer.text()) + "}}]," + usage(answer) + "}");
    }

    /** Creates a streaming answer: one part per piece, then one each for the finish reason, the usage and the end. */
    public static Reply stream(Answer answer) {
        List<String> events = new ArrayList<>();
        for (String piece : answer.pieces()) {
            events.add(chunk(answer, "{\"index\":0,\"delta\":{\"content\":" + Json.quote(piece) + "}}", ""));
        }
        events.add(chunk(answer, "{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}", ""));
        events.add(chunk(answer, "", "," + usage(answer)));
        events.add("data: [DONE]\n\n");
        return Reply.stream("text/event-stream", events);
    }

    /** Creates an error response. */
    public static Reply error(int status, String message) {
        return Reply.json(status, error(message));
    }

    /** Returns the JSON of an error. */
    public static String error(String message) {
        return "{\"error\":{\"type\":\"server_error\",\"code\":null,\"message\":" + Json.quote(message) + "}}";
    }

    private static String usage(Answer answer) {
        return "\"usage\":{\"prompt_tokens\":" + answer.promptTokens() + ",\"completion_tokens\":"
                + answer.completionTokens() + ",\"total_tokens\":" + (answer.promptTokens() + answer.completionTokens())
                + "}";
    }

    private static String chunk(Answer answer, String choice, String more) {
        return "data: {\"model\":" + Json.quote(answer.model()) + ",\"choices\":[" + choice + "]" + more + "}\n\n";
    }
}
