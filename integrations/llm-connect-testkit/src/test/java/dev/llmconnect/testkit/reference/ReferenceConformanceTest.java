package dev.llmconnect.testkit.reference;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.testkit.Answer;
import dev.llmconnect.testkit.HttpAdapterConformance;
import dev.llmconnect.testkit.Reply;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The kit passes for an adapter that does everything right. */
class ReferenceConformanceTest extends HttpAdapterConformance {
    @Override
    public String provider() {
        return ReferenceAdapter.NAME;
    }

    @Override
    public LLMAdapter adapter(URI baseUrl, String key) {
        return new ReferenceAdapter(baseUrl, key);
    }

    @Override
    public Reply answer(Answer answer) {
        return Reply.of(200, "text/x-reference", String.join("", lines(answer)).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Optional<Reply> stream(Answer answer) {
        return Optional.of(Reply.stream("text/x-reference-stream", lines(answer)));
    }

    @Override
    public Reply error(int status, String message) {
        return Reply.of(status, "text/x-reference", line("error", message).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Optional<Reply> errorWithStatus200(String message) {
        return Optional.of(error(200, message));
    }

    @Override
    public Optional<byte[]> errorInStream(String message) {
        return Optional.of(line("error", message).getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> lines(Answer answer) {
        List<String> lines = new ArrayList<>();
        lines.add(line("model", answer.model()));
        answer.pieces().forEach(piece -> lines.add(line("text", piece)));
        lines.add(line("usage", answer.promptTokens() + "/" + answer.completionTokens()));
        lines.add(line("end", "stop"));
        return lines;
    }

    private static String line(String field, String value) {
        return field + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8).replace("%2F", "/") + "\n";
    }
}
