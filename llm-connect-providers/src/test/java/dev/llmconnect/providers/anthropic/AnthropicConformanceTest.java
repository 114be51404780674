package dev.llmconnect.providers.anthropic;

import dev.llmconnect.testing.Answer;
import dev.llmconnect.testing.HttpAdapterConformance;
import dev.llmconnect.testing.Json;
import dev.llmconnect.testing.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What holds for every adapter, holds for Anthropic's. */
class AnthropicConformanceTest extends HttpAdapterConformance {
    @Override
    public String provider() {
        return "anthropic";
    }

    @Override
    public Reply answer(Answer answer) {
        return Reply.json("{\"type\":\"message\",\"id\":\"msg_1\",\"role\":\"assistant\",\"model\":"
                + Json.quote(answer.model())
                + ",\"content\":[{\"type\":\"text\",\"text\":" + Json.quote(answer.text())
                + "}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":" + answer.promptTokens()
                + ",\"output_tokens\":" + answer.completionTokens() + "}}");
    }

    @Override
    public Optional<Reply> stream(Answer answer) {
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
        return Optional.of(Reply.stream("text/event-stream", events));
    }

    @Override
    public Reply error(int status, String message) {
        return Reply.json(status, "{" + error(message) + "}");
    }

    @Override
    public Optional<Reply> errorWithStatus200(String message) {
        return Optional.of(error(200, message));
    }

    @Override
    public Optional<byte[]> errorInStream(String message) {
        return Optional.of(event("error", error(message)).getBytes(StandardCharsets.UTF_8));
    }

    private static String error(String message) {
        return "\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":" + Json.quote(message) + "}";
    }

    private static String event(String type, String fields) {
        String typed = fields.startsWith("\"type\"") ? fields : "\"type\":\"" + type + "\"," + fields;
        return "event: " + type + "\ndata: {" + typed + "}\n\n";
    }
}
