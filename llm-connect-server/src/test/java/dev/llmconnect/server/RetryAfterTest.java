package dev.llmconnect.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever knows when to ask again says so in the header {@code Retry-After}, at every endpoint that asks an adapter. */
class RetryAfterTest {
    private static final String MESSAGES = "\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";
    private static final String INPUT = "{\"model\":\"m\",\"input\":\"Hi\"}";
    private static final String PROMPT = "{\"model\":\"m\",\"prompt\":\"Hi\"}";
    private static final String CONTENTS = "{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}";
    private static final String CONTENT = "{\"content\":{\"parts\":[{\"text\":\"Hi\"}]}}";
    private static final FailingAdapter ADAPTER = new FailingAdapter();
    private static final LLMServer SERVER = LLMServer.builder(ADAPTER).port(0).build();

    /** Fails in every way in which it can be asked. */
    private static final class FailingAdapter implements LLMAdapter {
        volatile LLMException failure = new LLMException("not set");

        @Override
        public String provider() {
            return "acme";
        }

        @Override
        public LLMResponse execute(LLMRequest request) {
            throw failure;
        }

        @Override
        public LLMStream stream(LLMRequest request) {
            throw failure;
        }

        @Override
        public EmbeddingResponse embed(EmbeddingRequest request) {
            throw failure;
        }

        @Override
        public OptionalLong countTokens(LLMRequest request) {
            throw failure;
        }
    }

    @BeforeAll
    static void start() {
        SERVER.start();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static LLMException circuitOpen(Duration delay) {
        return new LLMApiException(
                "the circuit of acme/m is open",
                null,
                ErrorDetails.builder()
                        .provider("acme")
                        .reason(FailureReason.CIRCUIT_OPEN)
                        .retryAfter(delay)
                        .build());
    }

    static Stream<Arguments> calls() {
        return Stream.of(
                Arguments.of("/execute", "{\"prompt\":\"Hi\"}"),
                Arguments.of("/execute", "{\"prompt\":\"Hi\",\"stream\":true}"),
                Arguments.of("/execute/embeddings", "{\"input\":\"Hi\"}"),
                Arguments.of("/execute/tokens", "{\"prompt\":\"Hi\"}"),
                Arguments.of("/v1/chat/completions", "{" + MESSAGES + "}"),
                Arguments.of("/v1/chat/completions", "{" + MESSAGES + ",\"stream\":true}"),
                Arguments.of("/v1/responses", "{\"model\":\"m\",\"input\":\"Hi\"}"),
                Arguments.of("/v1/responses", "{\"model\":\"m\",\"input\":\"Hi\",\"stream\":true}"),
                Arguments.of("/v1/messages", "{" + MESSAGES + ",\"max_tokens\":10}"),
                Arguments.of("/v1/messages", "{" + MESSAGES + ",\"max_tokens\":10,\"stream\":true}"),
                Arguments.of("/v1/messages/count_tokens", "{" + MESSAGES + "}"),
                Arguments.of("/v1/embeddings", "{\"model\":\"m\",\"input\":\"Hi\"}"),
                Arguments.of("/api/chat", "{" + MESSAGES + "}"),
                Arguments.of("/api/chat", "{" + MESSAGES + ",\"stream\":false}"),
                Arguments.of("/api/generate", "{\"model\":\"m\",\"prompt\":\"Hi\"}"),
                Arguments.of("/v1beta/models/m:generateContent", CONTENTS),
                Arguments.of("/v1beta/models/m:streamGenerateContent", CONTENTS),
                Arguments.of("/v1beta/models/m:countTokens", CONTENTS),
                Arguments.of("/v1beta/models/m:embedContent", CONTENT),
                Arguments.of("/v1beta/models/m:batchEmbedContents", "{\"requests\":[" + CONTENT + "]}"),
                Arguments.of("/v1/models/m:generateContent", CONTENTS),
                Arguments.of("/v1/models/m:streamGenerateContent", CONTENTS),
                Arguments.of("/v1/models/m:countTokens", CONTENTS),
                Arguments.of("/v1/models/m:embedContent", CONTENT),
                Arguments.of("/v1/models/m:batchEmbedContents", "{\"requests\":[" + CONTENT + "]}"),
                Arguments.of("/v1/completions", PROMPT),
                Arguments.of("/v1/completions", "{\"model\":\"m\",\"prompt\":\"Hi\",\"stream\":true}"),
                Arguments.of("/v1/responses/input_tokens", INPUT),
                Arguments.of("/openai/deployments/m/chat/completions", "{" + MESSAGES + "}"),
                Arguments.of("/openai/deployments/m/completions", PROMPT),
                Arguments.of("/openai/deployments/m/embeddings", INPUT),
                Arguments.of("/openai/deployments/m/responses", INPUT),
                Arguments.of("/openai/v1/chat/completions", "{" + MESSAGES + "}"),
                Arguments.of("/openai/v1/completions", PROMPT),
                Arguments.of("/openai/v1/embeddings", INPUT),
                Arguments.of("/openai/v1/responses", INPUT),
                Arguments.of("/openai/responses", INPUT),
                Arguments.of("/openai/deployments/a/m/chat/completions", "{" + MESSAGES + "}"),
                Arguments.of("/api/embed", "{\"model\":\"m\",\"input\":\"Hi\"}"),
                Arguments.of("/api/embeddings", "{\"model\":\"m\",\"prompt\":\"Hi\"}"));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void anOpenCircuitSaysWhenToAskAgain(String path, String body) throws Exception {
        ADAPTER.failure = circuitOpen(Duration.ofMillis(1500));
        HttpResponse<String> answer = post(path, body);

        assertThat(answer.statusCode()).as(answer.body()).isGreaterThanOrEqualTo(500);
        assertThat(answer.headers().firstValue("Retry-After")).contains("2");
        assertThat(answer.headers().firstValue("x-should-retry").orElse("true")).isEqualTo("true");
        assertThat(answer.body()).contains("the circuit of acme/m is open");
    }

    @ParameterizedTest
    @MethodSource("calls")
    void aRateLimitSaysWhenToAskAgain(String path, String body) throws Exception {
        ADAPTER.failure = new LLMRateLimitException(
                "slow down",
                null,
                ErrorDetails.builder().retryAfter(Duration.ofSeconds(17)).build());
        HttpResponse<String> answer = post(path, body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).contains("17");
    }

    /** The table is that of the endpoints: one more needs a row. */
    @ParameterizedTest
    @MethodSource("endpoints")
    void everyEndpointThatTakesACallIsInTheTable(String path) {
        assertThat(calls().map(row -> row.get()[0])).contains(path);
    }

    static Stream<String> endpoints() {
        Routing routing = new Routing();
        SERVER.builtIn().forEach(feature -> feature.setup(routing));
        return routing.routes().stream()
                .filter(HttpRoute::isCall)
                // Of this one, which takes what the others take, one row stands for all.
                .filter(route -> !route.pattern().endsWith("{deployment...}"))
                .map(route -> route.pattern().replaceAll("\\{[^}]*}", "m"));
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + SERVER.port() + path))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .POST(BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
