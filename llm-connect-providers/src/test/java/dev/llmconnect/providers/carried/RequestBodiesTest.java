package dev.llmconnect.providers.carried;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.Message;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.RunConfig;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolCall;
import dev.llmconnect.formats.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * The exact request of every provider for the same few questions, with what was dropped. {@code -Dllmconnect.writeDocs=true} writes
 * the table anew, to be read before it is committed.
 */
class RequestBodiesTest {
    private static final Path TABLE = Path.of("src/test/resources/dev/llmconnect/providers/carried/request-bodies.txt");
    private static final Map<String, Object> SCHEMA = Json.read(
                    "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}")
            .object();
    private static final Tool TOOL = Tool.of("weather", "tells the weather", SCHEMA);
    private static final ToolCall CALL = ToolCall.of("call_1", "weather", Map.of("city", "Ulm"), "{\"city\":\"Ulm\"}");

    private static Map<String, UnaryOperator<LLMRequest.Builder>> questions() {
        Map<String, UnaryOperator<LLMRequest.Builder>> questions = new LinkedHashMap<>();
        questions.put("plain prompt", request -> request.prompt("Hello"));
        questions.put(
                "system",
                request -> request.message(Message.system("Be brief.")).prompt("Hello"));
        questions.put(
                "multi-turn",
                request -> request.prompt("Hello")
                        .message(Message.assistant("Hi."))
                        .prompt("And?"));
        questions.put(
                "image",
                request -> request.message(
                        Message.user(List.of(new Text("Look"), Media.ofBase64("image/png", "iVBORw0KGgo=")))));
        questions.put(
                "tool round trip",
                request -> request.tools(List.of(TOOL))
                        .prompt("Hello")
                        .message(Message.assistant(List.of(CALL)))
                        .message(Message.toolResult(CALL, "Rain")));
        questions.put(
                "schema",
                request -> request.prompt("Hello").responseFormat(ResponseFormat.jsonSchema("place", SCHEMA)));
        questions.put("reasoning", request -> {
            RunConfig config = request.build().config();
            return request.prompt("Hello")
                    .config(config.toBuilder()
                            .modelParam("reasoning_effort", "low")
                            .build());
        });
        return questions;
    }

    @Test
    void everyProviderIsAskedExactlySo() throws IOException {
        StringBuilder table = new StringBuilder();
        TriedFormat.all().forEach((name, format) -> {
            try (TriedProvider provider = new TriedProvider(name, format)) {
                questions().forEach((question, request) -> {
                    table.append("## ")
                            .append(name)
                            .append(": ")
                            .append(question)
                            .append('\n');
                    table.append(asked(provider, request)).append('\n');
                });
            }
        });
        if (Boolean.getBoolean("llmconnect.writeDocs")) {
            Files.createDirectories(TABLE.getParent());
            Files.writeString(TABLE, table);
        }
        assertThat(table).hasToString(Files.readString(TABLE));
    }

    private static String asked(TriedProvider provider, UnaryOperator<LLMRequest.Builder> request) {
        try {
            String[] sent = provider.sent(request).split("\n", -1);
            sent[1] = Json.text(sorted(Json.read(sent[1]).raw()));
            return String.join("\n", sent);
        } catch (LLMInvalidRequestException e) {
            return "refused: " + e.getMessage();
        }
    }

    /** The order of keys means nothing, and is not the same in every run. */
    private static Object sorted(Object tree) {
        if (tree instanceof List<?> list) {
            return list.stream().map(RequestBodiesTest::sorted).toList();
        }
        if (tree instanceof Map<?, ?> map) {
            Map<String, Object> sorted = new TreeMap<>();
            map.forEach((name, value) -> sorted.put(String.valueOf(name), value == null ? null : sorted(value)));
            return sorted;
        }
        return tree;
    }
}
