package dev.llmconnect.providers.openai;

import dev.llmconnect.testing.Answer;
import dev.llmconnect.testing.HttpAdapterConformance;
import dev.llmconnect.testing.Json;
import dev.llmconnect.testing.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a provider says that speaks Chat Completions; extended once for each that is a class of its own. */
public abstract class ChatConformance extends HttpAdapterConformance {
    @Override
    public Reply answer(Answer answer) {
        return Reply.json("{\"model\":" + Json.quote(answer.model())
                + ",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\",\"content\":"
                + Json.quote(answer.text()) + "}}]," + usage(answer) + "}");
    }

    @Override
    public Optional<Reply> stream(Answer answer) {
        List<String> events = new ArrayList<>();
        for (String piece : answer.pieces()) {
            events.add(chunk(answer, "{\"index\":0,\"delta\":{\"content\":" + Json.quote(piece) + "}}", ""));
        }
        events.add(chunk(answer, "{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}", ""));
        events.add(chunk(answer, "", "," + usage(answer)));
        events.add("data: [DONE]\n\n");
        return Optional.of(Reply.stream("text/event-stream", events));
    }

    @Override
    public Reply error(int status, String message) {
        return Reply.json(status, error(message));
    }

    @Override
    public Optional<Reply> errorWithStatus200(String message) {
        return Optional.of(Reply.json(error(message)));
    }

    @Override
    public Optional<byte[]> errorInStream(String message) {
        return Optional.of(("data: " + error(message) + "\n\n").getBytes(StandardCharsets.UTF_8));
    }

    private static String error(String message) {
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
