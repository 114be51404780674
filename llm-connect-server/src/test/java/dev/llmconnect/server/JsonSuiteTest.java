package dev.llmconnect.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.llmconnect.formats.json.StrictJsonParser;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every body of a public JSON parsing test suite; none of them is a valid request. */
class JsonSuiteTest {
    private static final Path SUITE = Path.of(System.getProperty("llmconnect.shared"), "json-suite");

    @RegisterExtension
    static final RunningServer SERVER = new RunningServer();

    @Test
    void everyBodyOfTheSuiteIs400() throws IOException {
        assumeTrue(Files.isDirectory(SUITE), "there is no " + SUITE);
        List<Path> bodies;
        try (Stream<Path> files = Files.list(SUITE)) {
            bodies = files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
        assertThat(bodies).hasSizeGreaterThan(300);
        for (Path body : bodies) {
            byte[] bytes = Files.readAllBytes(body);
            HttpResponse<String> answer =
                    SERVER.send("/execute", request -> request.POST(BodyPublishers.ofByteArray(bytes)));
            String name = body.getFileName().toString();
            assertThat(answer.statusCode()).as(name).isEqualTo(400);
            assertThat(StrictJsonParser.object(answer.body().getBytes(StandardCharsets.UTF_8)))
                    .as(name)
                    .containsEntry("error", "invalid_request")
                    .containsEntry("type", "InvalidRequestError");
            if (name.startsWith("n_")) {
                // Not merely because the prompt is missing.
                assertThat(answer.body()).as(name).doesNotContain("prompt is missing", "body must be a JSON object");
            }
        }
        assertThat(SERVER.adapter.requests).isEmpty();
    }

    @Test
    void whatTheSuiteCallsJsonIsReadAsAValue() throws IOException {
        assumeTrue(Files.isDirectory(SUITE), "there is no " + SUITE);
        List<Path> bodies;
        try (Stream<Path> files = Files.list(SUITE)) {
            bodies = files.filter(file -> file.getFileName().toString().startsWith("y_"))
                    .filter(file -> !file.toString().contains("duplicated"))
                    .toList();
        }
        for (Path body : bodies) {
            String json = "{\"prompt\":\"Hi\",\"x\":" + Files.readString(body) + "}";
            assertThat(SERVER.execute(json).statusCode()).as(body.toString()).isEqualTo(200);
        }
    }
}
