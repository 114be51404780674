package dev.llmconnect.providers.gemini;

import dev.llmconnect.testkit.Answer;
import dev.llmconnect.testkit.HttpAdapterConformance;
import dev.llmconnect.testkit.Json;
import dev.llmconnect.testkit.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class GeminiConformanceTest extends HttpAdapterConformance {
    @Override
    public String provider() {
        return "gemini";
    }

    @Override
    public Reply answer(Answer answer) {
        return Reply.json(chunk(answer, answer.text(), "\"finishReason\":\"STOP\","));
    }

    @Override
    public Optional<Reply> stream(Answer answer) {
        List<String> events = new ArrayList<>();
        answer.pieces().forEach(piece -> events.add(event(chunk(answer, piece, ""))));
        events.add(event(chunk(answer, "", "\"finishReason\":\"STOP\",")));
        return Optional.of(Reply.stream("text/event-stream", events));
    }

    @Override
    public Reply error(int status, String message) {
        return Reply.json(status, error(message, status));
    }

    @Override
    public Optional<Reply> errorWithStatus200(String message) {
        return Optional.of(error(200, message));
    }

    @Override
    public Optional<byte[]> errorInStream(String message) {
        return Optional.of(event(error(message, 503)).getBytes(StandardCharsets.UTF_8));
    }

    private static String event(String json) {
        return "data: " + json + "\r\n\r\n";
    }

    private static String chunk(Answer answer, String text, String end) {
        return "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":" + Json.quote(text) + "}],\"role\":\"model\"},"
                + end
                + "\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":" + answer.promptTokens()
                + ",\"candidatesTokenCount\":" + answer.completionTokens() + ",\"totalTokenCount\":"
                + (answer.promptTokens() + answer.completionTokens()) + "},\"modelVersion\":"
                + Json.quote(answer.model()) + ",\"responseId\":\"r-1\"}";
    }

    private static String error(String message, int status) {
        return "{\"error\":{\"code\":" + status + ",\"message\":" + Json.quote(message) + ",\"status\":\"UNKNOWN\"}}";
    }
}
