package dev.llmconnect.server;

import static dev.llmconnect.server.OpenAIClient.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMBudgetExceededException;
import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMProfileException;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.LLMTimeoutException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Failures as OpenAI's clients are told of them, over real HTTP. */
class OpenAIErrorTableTest {
    private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    @RegisterExtension
    static final RunningServer SERVER =
            new RunningServer(ServerLimits.builder().maxBodyBytes(1000).build());

    private final OpenAIClient client = new OpenAIClient(SERVER);

    private static LLMException failed(FailureReason reason, int status) {
        ErrorDetails details = ErrorDetails.builder()
                .provider("inner")
                .providerStatus(status)
                .providerCode("their_code")
                .providerMessage("their words")
                .reason(reason)
                .build();
        return new LLMApiException("HTTP " + status + " from inner: their words", null, details);
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(
                        failed(FailureReason.INVALID_REQUEST, 422), 400, "invalid_request_error", "their_code", true),
                Arguments.of(
                        failed(FailureReason.INVALID_REQUEST, 413), 413, "invalid_request_error", "their_code", true),
                Arguments.of(
                        failed(FailureReason.CONTEXT_LENGTH, 400),
                        400,
                        "invalid_request_error",
                        "context_length_exceeded",
                        true),
                Arguments.of(
                        failed(FailureReason.CONTENT_POLICY, 400),
                        400,
                        "invalid_request_error",
                        "content_policy_violation",
                        true),
                Arguments.of(
                        failed(FailureReason.NOT_FOUND, 404), 404, "invalid_request_error", "model_not_found", true),
                Arguments.of(
                        failed(FailureReason.AUTHENTICATION, 401), 502, "server_error", "provider_api_error", true),
                Arguments.of(failed(FailureReason.PERMISSION, 403), 502, "server_error", "provider_api_error", true),
                Arguments.of(failed(FailureReason.QUOTA, 402), 429, "insufficient_quota", "insufficient_quota", true),
                Arguments.of(failed(FailureReason.SERVER, 500), 502, "server_error", "provider_api_error", false),
                Arguments.of(failed(FailureReason.SERVER, 529), 503, "server_error", "overloaded", false),
                Arguments.of(failed(FailureReason.TIMEOUT, 504), 504, "server_error", "timeout", false),
                Arguments.of(failed(FailureReason.TRUNCATED, 200), 502, "server_error", "provider_api_error", false),
                Arguments.of(
                        new LLMRateLimitException(
                                "slow down", null, ErrorDetails.of("inner", FailureReason.RATE_LIMIT)),
                        429,
                        "requests",
                        "rate_limit_exceeded",
                        false),
                Arguments.of(
                        LLMProfileException.unknown("no profile x"),
                        404,
                        "invalid_request_error",
                        "model_not_found",
                        true),
                Arguments.of(
                        new LLMInvalidRequestException(
                                "no such", null, ErrorDetails.of("router", FailureReason.NOT_FOUND)),
                        404,
                        "invalid_request_error",
                        "model_not_found",
                        true),
                Arguments.of(new LLMConfigurationException("no key"), 500, "server_error", "configuration_error", true),
                Arguments.of(
                        new LLMBudgetExceededException("too dear"),
                        429,
                        "insufficient_quota",
                        "insufficient_quota",
                        true),
                Arguments.of(
                        new LLMInvalidRequestException("cannot take it"), 400, "invalid_request_error", null, true),
                Arguments.of(new LLMCancelledException("stopped"), 499, "server_error", "cancelled", true),
                Arguments.of(new LLMException("odd"), 500, "server_error", "llm_error", true));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void everyFailureHasTheStatusOnWhichClientsDecide(
            LLMException failure, int status, String type, String code, boolean lasting) {
        SERVER.adapter.answer = request -> {
            throw failure;
        };

        HttpResponse<String> response = client.chat(HI);

        Map<String, Object> error = OpenAIClient.json(response.body());
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(at(error, "error.type")).isEqualTo(type);
        assertThat(at(error, "error.code")).isEqualTo(code);
        assertThat(at(error, "error.message")).isNotNull();
        assertThat(response.headers().firstValue("x-should-retry").isPresent()).isEqualTo(lasting);
        assertThat(at(error, "llm_connect.error")).isEqualTo(failure.code().value());
    }

    @Test
    void whatTheProviderSaidOfTheRequestIsToldInItsOwnWords() {
        SERVER.adapter.answer = request -> {
            throw failed(FailureReason.INVALID_REQUEST, 400);
        };

        assertThat(at(OpenAIClient.json(client.chat(HI).body()), "error.message"))
                .isEqualTo("their words");
    }

    @Test
    void aPauseThatTheProviderAskedForIsPassedOn() {
        SERVER.adapter.answer = request -> {
            throw new LLMRateLimitException(
                    "slow down",
                    null,
                    ErrorDetails.builder()
                            .reason(FailureReason.RATE_LIMIT)
                            .retryAfter(Duration.ofMillis(1500))
                            .build());
        };

        assertThat(client.chat(HI).headers().firstValue("Retry-After")).contains("2");
    }

    @Test
    void aTimeoutIsOneThatMayHelpToAskAgain() {
        SERVER.adapter.answer = request -> {
            throw new LLMTimeoutException("too late");
        };

        assertThat(client.chat(HI).statusCode()).isEqualTo(504);
    }

    @Test
    void aBugTellsNothingOfTheInside() {
        SERVER.adapter.answer = request -> {
            throw new IllegalStateException("inside-fact");
        };

        HttpResponse<String> response = client.chat(HI);

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).doesNotContain("inside-fact").contains("\"type\":\"server_error\"");
    }

    @Test
    void wrongMethodsBodiesAndSizesAreToldInTheSameShape() {
        HttpResponse<String> method = SERVER.get("/v1/chat/completions");
        HttpResponse<String> json = client.post("/v1/chat/completions", "{");
        HttpResponse<String> size = client.post("/v1/chat/completions", " ".repeat(2000));

        assertThat(method.statusCode()).isEqualTo(405);
        assertThat(json.statusCode()).isEqualTo(400);
        assertThat(size.statusCode()).isEqualTo(413);
        assertThat(at(OpenAIClient.json(json.body()), "error.type")).isEqualTo("invalid_request_error");
        assertThat(at(OpenAIClient.json(size.body()), "error.type")).isEqualTo("invalid_request_error");
    }
}
