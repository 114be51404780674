package dev.llmconnect.providers.ollama;

import dev.llmconnect.testkit.Answer;
import dev.llmconnect.testkit.HttpAdapterConformance;
import dev.llmconnect.testkit.Json;
import dev.llmconnect.testkit.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What holds for every adapter, holds for Ollama's. */
class OllamaConformanceTest extends HttpAdapterConformance {
    @Override
    public String provider() {
        return "ollama";
    }

    @Override
    public Reply answer(Answer answer) {
        return Reply.json(piece(answer, answer.text(), end(answer)));
    }

    @Override
    public Optional<Reply> stream(Answer answer) {
        List<String> lines = new ArrayList<>();
        for (String piece : answer.pieces()) {
            lines.add(piece(answer, piece, "\"done\":false") + "\n");
        }
        lines.add(piece(answer, "", end(answer)) + "\n");
        return Optional.of(Reply.stream("application/x-ndjson", lines));
    }

    @Override
    public Reply error(int status, String message) {
        return Reply.json(status, "{\"error\":" + Json.quote(message) + "}");
    }

    @Override
    public Optional<Reply> errorWithStatus200(String message) {
        return Optional.of(error(200, message));
    }

    @Override
    public Optional<byte[]> errorInStream(String message) {
        return Optional.of(("{\"error\":" + Json.quote(message) + "}\n").getBytes(StandardCharsets.UTF_8));
    }

    private static String piece(Answer answer, String text, String more) {
        return "{\"model\":" + Json.quote(answer.model()) + ",\"message\":{\"role\":\"assistant\",\"content\":"
                + Json.quote(text) + "}," + more + "}";
    }

    private static String end(Answer answer) {
        return "\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":" + answer.promptTokens()
                + ",\"eval_count\":" + answer.completionTokens();
    }
}
