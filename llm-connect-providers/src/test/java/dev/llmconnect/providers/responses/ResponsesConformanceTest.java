package dev.llmconnect.providers.responses;

import dev.llmconnect.testkit.Answer;
import dev.llmconnect.testkit.HttpAdapterConformance;
import dev.llmconnect.testkit.Json;
import dev.llmconnect.testkit.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class ResponsesConformanceTest extends HttpAdapterConformance {
    @Override
    public String provider() {
        return "openai-responses";
    }

    @Override
    public Reply answer(Answer answer) {
        return Reply.json(response(answer));
    }

    private static String response(Answer answer) {
        return "{\"id\":\"resp_1\",\"model\":" + Json.quote(answer.model())
                + ",\"status\":\"completed\",\"output\":[{\"type\":\"message\",\"id\":\"msg_1\",\"role\":\"assistant\","
                + "\"content\":[{\"type\":\"output_text\",\"text\":" + Json.quote(answer.text()) + "}]}],"
                + "\"usage\":{\"input_tokens\":" + answer.promptTokens() + ",\"output_tokens\":"
                + answer.completionTokens() + ",\"total_tokens\":"
                + (answer.promptTokens() + answer.completionTokens()) + "}}";
    }

    @Override
    public Optional<Reply> stream(Answer answer) {
        List<String> events = new ArrayList<>();
        events.add(event("response.created", "\"response\":{\"status\":\"in_progress\",\"output\":[]}"));
        for (String piece : answer.pieces()) {
            events.add(event(
                    "response.output_text.delta",
                    "\"output_index\":0,\"item_id\":\"msg_1\",\"delta\":" + Json.quote(piece)));
        }
        events.add(event("response.completed", "\"response\":" + response(answer)));
        return Optional.of(Reply.stream("text/event-stream", events));
    }

    private static String event(String type, String members) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + members + "}\n\n";
    }

    @Override
    public Reply error(int status, String message) {
        return Reply.json(status, "{\"error\":{\"message\":" + Json.quote(message) + "}}");
    }

    @Override
    public Optional<Reply> errorWithStatus200(String message) {
        return Optional.of(
                Reply.json("{\"status\":\"failed\",\"output\":[],\"error\":{\"code\":\"server_error\",\"message\":"
                        + Json.quote(message) + "}}"));
    }

    @Override
    public Optional<byte[]> errorInStream(String message) {
        return Optional.of(event("error", "\"message\":" + Json.quote(message)).getBytes(StandardCharsets.UTF_8));
    }
}
