package dev.llmconnect.providers.azure;

import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.testkit.Answer;
import dev.llmconnect.testkit.HttpAdapterConformance;
import dev.llmconnect.testkit.Json;
import dev.llmconnect.testkit.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class AzureConformanceTest extends HttpAdapterConformance {
    @Override
    public String provider() {
        return "azure-openai";
    }

    @Override
    public AdapterSettings settings() {
        return super.settings().with("deployment", "mine").with("api_version", "2024-10-21");
    }

    @Override
    public Reply answer(Answer answer) {
        return Reply.json("{\"model\":" + Json.quote(answer.model())
                + ",\"prompt_filter_results\":[],\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"content_filter_results\":{},"
                + "\"message\":{\"role\":\"assistant\",\"content\":" + Json.quote(answer.text()) + "}}],"
                + usage(answer)
                + "}");
    }

    private static String usage(Answer answer) {
        return "\"usage\":{\"prompt_tokens\":" + answer.promptTokens() + ",\"completion_tokens\":"
                + answer.completionTokens() + ",\"total_tokens\":"
                + (answer.promptTokens() + answer.completionTokens()) + "}";
    }

    @Override
    public Optional<Reply> stream(Answer answer) {
        List<String> events = new ArrayList<>();
        // Azure begins with what it thinks of the prompt, before there is a model or a choice.
        events.add("data: {\"model\":\"\",\"choices\":[],\"prompt_filter_results\":[{\"prompt_index\":0}]}\n\n");
        for (String piece : answer.pieces()) {
            events.add(chunk(answer, "{\"index\":0,\"delta\":{\"content\":" + Json.quote(piece) + "}}", ""));
        }
        events.add(chunk(answer, "{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}", ""));
        events.add(chunk(answer, "", "," + usage(answer)));
        events.add("data: [DONE]\n\n");
        return Optional.of(Reply.stream("text/event-stream", events));
    }

    private static String chunk(Answer answer, String choice, String more) {
        return "data: {\"model\":" + Json.quote(answer.model()) + ",\"choices\":[" + choice + "]" + more + "}\n\n";
    }

    @Override
    public Reply error(int status, String message) {
        return Reply.json(status, "{\"error\":{\"code\":\"" + status + "\",\"message\":" + Json.quote(message) + "}}");
    }

    @Override
    public Optional<Reply> errorWithStatus200(String message) {
        return Optional.of(Reply.json(
                "{\"error\":{\"code\":\"content_filter\",\"status\":400,\"message\":" + Json.quote(message) + "}}"));
    }

    @Override
    public Optional<byte[]> errorInStream(String message) {
        return Optional.of(
                ("data: {\"error\":{\"message\":" + Json.quote(message) + "}}\n\n").getBytes(StandardCharsets.UTF_8));
    }
}
