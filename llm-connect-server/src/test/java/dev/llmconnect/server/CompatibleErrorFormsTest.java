package dev.llmconnect.server;

import static dev.llmconnect.server.OpenAIClient.at;
import static dev.llmconnect.server.OpenAIClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMBudgetExceededException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMProfileException;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.LLMTimeoutException;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each refusal comes in the form of the endpoint's own API, whoever refuses: the engine, the reader of a body, the adapter. */
class CompatibleErrorFormsTest {
    private static final ApiKeys.NewKey KEY = ApiKeys.generate("alice");
    private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    @RegisterExtension
    static final RunningServer SERVER = new RunningServer(
            ServerLimits.builder().maxBodyBytes(300_000).build(), ApiKeys.parse("a test", KEY.entry()));

    /** A form of errors, by where its message stands. */
    private record Form(String message, String status) {}

    private static final Form OLLAMA = new Form("error", "");
    private static final Form OPENAI = new Form("error.message", "error.code");
    private static final Form GEMINI = new Form("error.message", "error.status");

    private record Endpoint(Form form, String keyHeader, String body) {}

    private static Map<String, Endpoint> endpoints() {
        Map<String, Endpoint> all = new LinkedHashMap<>();
        all.put("/api/chat", new Endpoint(OLLAMA, "Authorization", "{\"model\":\"m\"," + HI + "}"));
        String prompt = "{\"model\":\"m\",\"prompt\":\"Hi\"}";
        String input = "{\"model\":\"m\",\"input\":\"Hi\"}";
        all.put("/v1/completions", new Endpoint(OPENAI, "Authorization", prompt));
        all.put("/openai/v1/responses", new Endpoint(OPENAI, "api-key", input));
        all.put(
                "/openai/deployments/m/chat/completions?api-version=2024-10-21",
                new Endpoint(OPENAI, "api-key", "{" + HI + "}"));
        all.put("/openai/deployments/a/b/completions", new Endpoint(OPENAI, "api-key", prompt));
        String contents = "{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}";
        all.put("/v1beta/models/m:generateContent", new Endpoint(GEMINI, "x-goog-api-key", contents));
        all.put("/v1beta/models/m:streamGenerateContent", new Endpoint(GEMINI, "x-goog-api-key", contents));
        all.put("/v1/models/a/b:generateContent", new Endpoint(GEMINI, "x-goog-api-key", contents));
        all.put("/api/generate", new Endpoint(OLLAMA, "Authorization", "{\"model\":\"m\",\"prompt\":\"Hi\"}"));
        return all;
    }

    static Stream<String> paths() {
        return endpoints().keySet().stream();
    }

    private static Endpoint endpoint(String path) {
        return endpoints().getOrDefault(path, new Endpoint(OLLAMA, "", ""));
    }

    private static HttpResponse<String> post(String path, byte[] body) {
        String header = endpoint(path).keyHeader();
        String value = header.equals("Authorization") ? "Bearer " + KEY.key() : KEY.key();
        return SERVER.send(path, request -> request.header(header, value).POST(BodyPublishers.ofByteArray(body)));
    }

    private static HttpResponse<String> post(String path) {
        return post(path, endpoint(path).body().getBytes(StandardCharsets.UTF_8));
    }

    private static void assertForm(String path, HttpResponse<String> response, int status) {
        Form form = endpoint(path).form();
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        Map<String, Object> tree = json(response.body());
        assertThat(at(tree, form.message())).as(response.body()).isInstanceOf(String.class);
        if (!form.status().isEmpty()) {
            assertThat(response.body()).contains("\"" + form.status().substring("error.".length()) + "\":");
        }
        assertThat(response.body()).doesNotContain(KEY.key());
    }

    @ParameterizedTest
    @MethodSource("paths")
    void theKeyIsAcceptedWhereTheApisClientsSendIt(String path) {
        assertThat(post(path).statusCode()).isEqualTo(200);
        assertThat(SERVER.adapter.requests.get(0).context().caller()).hasValue("alice");
    }

    @ParameterizedTest
    @CsvSource({"/v1beta/models/m:generateContent, 200", "/v1/models, 200", "/api/chat, 401"})
    void theQueryHoldsAKeyWhereAnApiHasItThere(String path, int status) {
        String body = path.equals("/api/chat") ? "{}" : endpoint(path).body();
        HttpResponse<String> response = SERVER.send(
                path + "?key=" + KEY.key(),
                request -> path.endsWith("models") ? request : request.POST(BodyPublishers.ofString(body)));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(SERVER.send(path + "?key=wrong", request -> request).statusCode())
                .isEqualTo(401);
        assertThat(SERVER.send(path + "?key=%ff", request -> request).statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @MethodSource("paths")
    void aCallerWithoutAKnownKeyIs401(String path) {
        assertForm(path, SERVER.send(path, request -> request.POST(BodyPublishers.ofString("{}"))), 401);
        assertForm(
                path,
                SERVER.send(path, request -> request.header("api-key", "wrong").POST(BodyPublishers.ofString("{}"))),
                401);
    }

    @ParameterizedTest
    @MethodSource("paths")
    void aBodyOverTheLimitIs413(String path) {
        assertForm(path, post(path, new byte[300_001]), 413);
    }

    @ParameterizedTest
    @MethodSource("paths")
    void aWrongMethodIs405(String path) {
        HttpResponse<String> response = SERVER.send(
                path, request -> request.header("api-key", KEY.key()).PUT(BodyPublishers.noBody()));
        assertForm(path, response, 405);
        assertThat(response.headers().firstValue("Allow")).isPresent();
    }

    @ParameterizedTest
    @MethodSource("paths")
    void everyBodyOfTheSuiteIs400(String path) throws IOException {
        Path suite = Path.of(System.getProperty("llmconnect.shared"), "json-suite");
        assumeTrue(Files.isDirectory(suite), "there is no " + suite);
        List<Path> bodies;
        try (Stream<Path> files = Files.list(suite)) {
            bodies = files.filter(file -> file.toString().endsWith(".json")).toList();
        }
        assertThat(bodies).hasSizeGreaterThan(300);
        for (Path body : bodies) {
            assertForm(path, post(path, Files.readAllBytes(body)), 400);
        }
        assertThat(SERVER.adapter.requests).isEmpty();
    }

    private static Map<LLMException, Integer> failures() {
        Map<LLMException, Integer> failures = new LinkedHashMap<>();
        failures.put(new LLMBudgetExceededException("the budget is used up"), 429);
        failures.put(
                new LLMRateLimitException(
                        "slow down",
                        null,
                        ErrorDetails.builder()
                                .reason(FailureReason.RATE_LIMIT)
                                .retryAfter(Duration.ofSeconds(7))
                                .build()),
                429);
        failures.put(LLMProfileException.unknown("there is no profile m"), 404);
        failures.put(new LLMTimeoutException("too slow"), 504);
        failures.put(api(FailureReason.CONTEXT_LENGTH, 400), 400);
        failures.put(api(FailureReason.AUTHENTICATION, 401), 502);
        failures.put(api(FailureReason.SERVER, 503), 503);
        return failures;
    }

    private static LLMException api(FailureReason reason, int status) {
        return new LLMApiException(
                "HTTP " + status + " from inner",
                null,
                ErrorDetails.builder()
                        .provider("inner")
                        .providerStatus(status)
                        .reason(reason)
                        .build());
    }

    static Stream<Arguments> failuresOfEveryEndpoint() {
        return paths().flatMap(path -> failures().entrySet().stream()
                .map(failure -> Arguments.of(path, failure.getKey(), failure.getValue())));
    }

    @ParameterizedTest
    @CsvSource({"/v1/responses, 426", "/openai/v1/responses, 426", "/no/such/path, 404"})
    void aWebSocketIsRefusedSoThatClientsFallBack(String path, int status) {
        try (RawClient client = SERVER.raw()) {
            client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\napi-key: " + KEY.key() + "\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(status);
        }
    }

    @ParameterizedTest
    @MethodSource("failuresOfEveryEndpoint")
    void aFailureOfTheCallHasTheStatusOnWhichClientsDecide(String path, LLMException failure, int status) {
        SERVER.adapter.answer = request -> {
            throw failure;
        };
        SERVER.adapter.stream = request -> {
            throw failure;
        };
        HttpResponse<String> response = post(path);
        assertForm(path, response, status);
        if (failure.retryAfter().isPresent()) {
            assertThat(response.headers().firstValue("Retry-After")).hasValue("7");
        }
    }
}
