package dev.llmconnect.server;

import static dev.llmconnect.server.AnthropicEvents.json;
import static dev.llmconnect.server.AnthropicEvents.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMBudgetExceededException;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMProfileException;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.LLMTimeoutException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What Anthropic's clients decide on: the status, the type, and whether to ask again. */
class AnthropicErrorsTest {
    @RegisterExtension
    static final RunningServer server = new RunningServer();

    private static HttpResponse<String> post(String path, String body) {
        return server.send(path, request -> request.POST(BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> post(String body) {
        return post("/v1/messages", body);
    }

    private static LLMException provider(int status, FailureReason reason) {
        return new LLMApiException(
                "provider answered with HTTP " + status + ": its words",
                null,
                ErrorDetails.builder()
                        .providerStatus(status)
                        .providerMessage("its words")
                        .reason(reason)
                        .build());
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new LLMInvalidRequestException("no"), 400, "invalid_request_error", "no", false),
                Arguments.of(
                        new LLMInvalidRequestException(
                                "no such", null, ErrorDetails.of("router", FailureReason.NOT_FOUND)),
                        404,
                        "not_found_error",
                        "no such",
                        false),
                Arguments.of(
                        provider(400, FailureReason.INVALID_REQUEST), 400, "invalid_request_error", "its words", false),
                Arguments.of(
                        provider(422, FailureReason.CONTENT_POLICY), 400, "invalid_request_error", "its words", false),
                Arguments.of(
                        provider(400, FailureReason.CONTEXT_LENGTH),
                        400,
                        "invalid_request_error",
                        "prompt is too long: its words",
                        false),
                Arguments.of(
                        provider(413, FailureReason.INVALID_REQUEST), 413, "request_too_large", "its words", false),
                Arguments.of(provider(404, FailureReason.NOT_FOUND), 404, "not_found_error", "its words", false),
                Arguments.of(
                        LLMProfileException.unknown("unknown profile"),
                        404,
                        "not_found_error",
                        "unknown profile",
                        false),
                Arguments.of(provider(401, FailureReason.AUTHENTICATION), 502, "api_error", "its words", false),
                Arguments.of(provider(403, FailureReason.PERMISSION), 502, "api_error", "its words", false),
                Arguments.of(
                        new LLMRateLimitException("slow down", null, ErrorDetails.of("p", FailureReason.RATE_LIMIT)),
                        429,
                        "rate_limit_error",
                        "slow down",
                        true),
                Arguments.of(provider(402, FailureReason.QUOTA), 429, "rate_limit_error", "its words", false),
                Arguments.of(provider(500, FailureReason.SERVER), 502, "api_error", "its words", true),
                Arguments.of(provider(529, FailureReason.SERVER), 529, "overloaded_error", "its words", true),
                Arguments.of(
                        new LLMApiException(
                                "the circuit is open",
                                null,
                                ErrorDetails.builder()
                                        .reason(FailureReason.CIRCUIT_OPEN)
                                        .retryAfter(Duration.ofSeconds(3))
                                        .build()),
                        529,
                        "overloaded_error",
                        "the circuit is open",
                        true),
                Arguments.of(provider(200, FailureReason.MALFORMED), 502, "api_error", "its words", true),
                Arguments.of(new LLMTimeoutException("too late"), 504, "timeout_error", "too late", false),
                Arguments.of(new LLMConfigurationException("no key"), 500, "api_error", "no key", false),
                Arguments.of(new LLMBudgetExceededException("too deep"), 429, "rate_limit_error", "too deep", false));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void eachFailureHasItsStatusItsTypeAndAWordOnAskingAgain(
            LLMException failure, int status, String type, String message, boolean mayRetry) {
        server.adapter.answer = request -> {
            throw failure;
        };

        HttpResponse<String> response =
                post("{\"model\":\"m\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");

        assertThat(response.statusCode()).isEqualTo(status);
        Map<String, Object> body = json(response.body());
        assertThat(body).containsEntry("type", "error").containsKey("request_id");
        assertThat(object(body, "error")).containsEntry("type", type);
        assertThat(object(body, "error").get("message").toString()).endsWith(message);
        assertThat(response.headers().firstValue("request-id"))
                .contains(body.get("request_id").toString());
        assertThat(response.headers().firstValue("x-should-retry").isEmpty()).isEqualTo(mayRetry);
    }

    @Test
    void thePauseThatAProviderAsksForIsPassedOn() {
        server.adapter.answer = request -> {
            throw new LLMRateLimitException(
                    "slow down",
                    null,
                    ErrorDetails.builder()
                            .reason(FailureReason.RATE_LIMIT)
                            .retryAfter(Duration.ofSeconds(7))
                            .build());
        };

        HttpResponse<String> response =
                post("{\"model\":\"m\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");

        assertThat(response.headers().firstValue("retry-after")).contains("7");
    }

    @Test
    void aBugTellsNothingOfTheInside() {
        server.adapter.answer = request -> {
            throw new IllegalStateException("secret inside");
        };

        HttpResponse<String> response =
                post("{\"model\":\"m\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).contains("api_error").doesNotContain("secret inside");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"max_tokens":1,"messages":[]}                                       | model: Field required
            {"model":3,"max_tokens":1}                                           | model: Input should be a valid string
            {"model":"m","messages":[{"role":"user","content":"Hi"}]}            | max_tokens: Field required
            {"model":"m","max_tokens":0,"messages":[]}                           | max_tokens: Input should be greater than or equal to 1
            {"model":"m","max_tokens":1.5,"messages":[]}                         | max_tokens: Input should be a valid integer
            {"model":"m","max_tokens":1}                                         | messages: Field required
            {"model":"m","max_tokens":1,"messages":[]}                           | messages: at least one message is required
            {"model":"m","max_tokens":1,"messages":[{"role":"x","content":""}]}  | messages.0.role: Input should be 'user', 'assistant' or 'system'
            {"model":"m","max_tokens":1,"messages":[{"role":"user"}]}            | messages.0.content: Field required
            {"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"text"}]}]} | messages.0.content.0.text: Field required
            {"model":"m","max_tokens":1,"stream":"yes","messages":[{"role":"user","content":""}]} | stream: Input should be a valid boolean
            {"model":"m","max_tokens":1,"temperature":"hot","messages":[{"role":"user","content":""}]} | temperature: Input should be a valid number
            {"model":"m","max_tokens":1,"tools":[{"name":"t"}],"messages":[{"role":"user","content":""}]} | tools.0.input_schema: Field required
            {"model":"m","max_tokens":1,"tool_choice":{"type":"auto","x":1},"messages":[{"role":"user","content":""}]} | tool_choice.x: Extra inputs are not permitted
            {"model":"m","max_tokens":1,"output_config":{"format":{"type":"xml"}},"messages":[{"role":"user","content":""}]} | output_config.format.type: Input should be 'json_schema'
            [1]                                                                  | the body must be a JSON object
            """)
    void aWrongFieldIsNamed(String body, String message) {
        HttpResponse<String> response = post(body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(object(json(response.body()), "error"))
                .containsEntry("type", "invalid_request_error")
                .containsEntry("message", message);
        assertThat(server.adapter.requests).isEmpty();
    }

    @Test
    void aWrongMethodIsToldInTheSameFormat() {
        HttpResponse<String> response = server.get("/v1/messages");

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("allow")).contains("POST");
        assertThat(object(json(response.body()), "error")).containsEntry("type", "invalid_request_error");
    }
}
