package dev.llmconnect.providers.cohere;

import dev.llmconnect.testkit.Answer;
import dev.llmconnect.testkit.HttpAdapterConformance;
import dev.llmconnect.testkit.Json;
import dev.llmconnect.testkit.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What holds for every adapter, holds for Cohere's, which never says which model answered. */
class CohereConformanceTest extends HttpAdapterConformance {
    @Override
    public String provider() {
        return "cohere";
    }

    @Override
    public Reply answer(Answer answer) {
        return Reply.json("{\"id\":\"1\",\"message\":{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":"
                + Json.quote(answer.text()) + "}]}," + end(answer) + "}");
    }

    @Override
    public Optional<Reply> stream(Answer answer) {
        List<String> events = new ArrayList<>();
        events.add(
                event("message-start", "\"id\":\"1\",\"delta\":{\"message\":{\"role\":\"assistant\",\"content\":[]}}"));
        for (String piece : answer.pieces()) {
            events.add(event(
                    "content-delta",
                    "\"index\":0,\"delta\":{\"message\":{\"content\":{\"text\":" + Json.quote(piece) + "}}}"));
        }
        events.add(event("message-end", "\"delta\":{" + end(answer) + "}"));
        return Optional.of(Reply.stream("text/event-stream", events));
    }

    @Override
    public Reply error(int status, String message) {
        return Reply.json(status, "{\"id\":\"1\",\"message\":" + Json.quote(message) + "}");
    }

    @Override
    public Optional<Reply> errorWithStatus200(String message) {
        return Optional.of(error(200, message));
    }

    @Override
    public Optional<byte[]> errorInStream(String message) {
        return Optional.of(
                event("message-end", "\"delta\":{\"finish_reason\":\"ERROR\",\"error\":" + Json.quote(message) + "}")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static String event(String type, String fields) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + fields + "}\n\n";
    }

    private static String end(Answer answer) {
        return "\"finish_reason\":\"COMPLETE\",\"usage\":{\"tokens\":{\"input_tokens\":" + answer.promptTokens()
                + ",\"output_tokens\":" + answer.completionTokens() + "}}";
    }
}
