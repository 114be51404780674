package dev.llmconnect.server;

import static dev.llmconnect.server.OpenAIClient.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.llmconnect.formats.json.JsonText;
import dev.llmconnect.formats.json.StrictJsonParser;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What real clients sent to Gemini, Ollama and OpenAI's completions is read by the endpoint of that API. */
class RecordedClientRequestsTest {
    private static final Path CORPUS = Path.of(System.getProperty("llmconnect.shared"), "corpus");
    private static final Pattern GEMINI = Pattern.compile(".*/models/([^:]+):(\\w+)(\\?.*)?");
    private static final List<String> OLLAMA = List.of("/api/chat", "/api/generate");

    @RegisterExtension
    static final RunningServer SERVER = new RunningServer();

    @ParameterizedTest
    @CsvSource({"gemini-generate, 40", "ollama-chat, 10", "ollama-generate, 5", "openai-completions, 5"})
    void eachRequestThatWasAnsweredIsTaken(String folder, int atLeast) throws IOException {
        assumeTrue(Files.isDirectory(CORPUS), "there is no " + CORPUS);
        List<Path> files;
        try (Stream<Path> all = Files.list(CORPUS.resolve(folder))) {
            files = all.sorted().toList();
        }
        int taken = 0;
        for (Path file : files) {
            Map<String, Object> exchange = StrictJsonParser.object(Files.readAllBytes(file));
            Optional<String> path = path(exchange);
            boolean answered = Long.valueOf(200).equals(at(exchange, "response.status"));
            if (path.isEmpty() || !answered || isRefusedOnPurpose(at(exchange, "request.body"))) {
                continue;
            }
            byte[] body = JsonText.bytes(at(exchange, "request.body"));
            HttpResponse<String> response =
                    SERVER.send(path.get(), request -> request.POST(BodyPublishers.ofByteArray(body)));
            assertThat(response.statusCode()).as(file + ": " + response.body()).isEqualTo(200);
            taken++;
        }
        assertThat(taken).isGreaterThanOrEqualTo(atLeast);
    }

    /** The path here; empty for an exchange whose request was not recorded, or is for something else. */
    private static Optional<String> path(Map<String, Object> exchange) {
        if (!(at(exchange, "request.path") instanceof String path)
                || !(at(exchange, "request.body") instanceof Map<?, ?>)) {
            return Optional.empty();
        }
        Matcher gemini = GEMINI.matcher(path);
        if (gemini.matches()) {
            return Optional.of("/v1beta/models/" + gemini.group(1) + ":" + gemini.group(2));
        }
        if (path.endsWith("/completions")) {
            return Optional.of("/v1/completions");
        }
        return Optional.of(path).filter(OLLAMA::contains);
    }

    /** Several prompts, or none. */
    private static boolean isRefusedOnPurpose(Object body) {
        Object prompt = at(body, "prompt");
        boolean isCompletion = at(body, "messages") == null && at(body, "contents") == null;
        return prompt instanceof List<?> || (isCompletion && prompt == null);
    }
}
