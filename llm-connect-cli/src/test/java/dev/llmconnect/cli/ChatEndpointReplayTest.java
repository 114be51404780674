package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.server.LLMServer;
import dev.llmconnect.spi.AdapterSettings;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.Test;

/** What OpenAI answered in recordings comes out of the endpoint as it went in, every field at its place. */
class ChatEndpointReplayTest {
    private static final Path RECORDINGS = Path.of("../../shared/corpus/openai-chat");
    private static final String HI = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

    @Test
    void everyFieldOfARecordedAnswerIsAtItsPlace() throws Exception {
        assumeThat(RECORDINGS).as("the recordings").isDirectory();
        List<String> differences = new ArrayList<>();
        int compared = 0;
        try (MockWebServer stub = new MockWebServer()) {
            stub.start();
            Map<String, String> environment = Map.of(
                    "OPENAI_API_KEY", "key", "OPENAI_BASE_URL", stub.url("/v1").toString());
            try (LLMAdapter adapter = LLMAdapters.create("openai", AdapterSettings.of(environment));
                    LLMServer server = new LLMServer(adapter, 0)) {
                server.start();
                URI endpoint = URI.create("http://127.0.0.1:" + server.port() + "/v1/chat/completions");
                for (JsonNode recorded : answers()) {
                    stub.enqueue(new MockResponse.Builder()
                            .body(Json.text(recorded.raw()))
                            .build());
                    String body = HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(endpoint)
                                            .POST(HttpRequest.BodyPublishers.ofString(HI))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body();
                    compare(recorded.textOrEmpty("id"), recorded, Json.read(body), differences);
                    compared++;
                }
            }
        }
        assertThat(differences).isEmpty();
        assertThat(compared).isPositive();
    }

    private static List<JsonNode> answers() throws IOException {
        try (Stream<Path> files = Files.list(RECORDINGS)) {
            List<JsonNode> answers = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                JsonNode recording = Json.read(Files.readAllBytes(file));
                JsonNode body = recording.get("response").get("body");
                if (recording.textOrEmpty("provider").equals("openai") && body.has("choices")) {
                    answers.add(body);
                }
            }
            return answers;
        }
    }

    /** What is {@code null} or empty says nothing. */
    private static void compare(String path, JsonNode recorded, JsonNode got, List<String> differences) {
        if (recorded.isObject()) {
            recorded.object()
                    .forEach((name, value) ->
                            compare(path + "." + name, JsonNode.of(value), got.get(name), differences));
        } else if (recorded.isArray()) {
            for (int i = 0; i < recorded.items().size(); i++) {
                compare(path + "[" + i + "]", recorded.at(i), got.at(i), differences);
            }
        } else if (recorded.isNumber()) {
            BigDecimal number = recorded.decimal().orElseThrow();
            if (got.decimal().filter(other -> other.compareTo(number) == 0).isEmpty()) {
                differences.add(path + " is not " + number);
            }
        } else if (recorded.exists() && !"".equals(recorded.raw()) && !recorded.equals(got)) {
            differences.add(path + " is not " + recorded.raw());
        }
    }
}
