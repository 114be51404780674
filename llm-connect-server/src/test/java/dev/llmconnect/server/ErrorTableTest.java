package dev.llmconnect.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMBudgetExceededException;
import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMProfileException;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.Secret;
import dev.llmconnect.formats.json.StrictJsonParser;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each row of the contract's section 3, over real HTTP. */
class ErrorTableTest {
    private static final String CANARY = "canary-b6f1-very-secret";

    @RegisterExtension
    static final RunningServer SERVER =
            new RunningServer(ServerLimits.builder().maxBodyBytes(1000).build());

    static Stream<Arguments> failures() {
        ErrorDetails details = ErrorDetails.builder()
                .provider("inner")
                .providerStatus(503)
                .retryAfter(Duration.ofMillis(1500))
                .build();
        return Stream.of(
                Arguments.of(
                        new LLMRateLimitException("slow down", null, details),
                        429,
                        "provider_rate_limited",
                        "LLMRateLimitError"),
                Arguments.of(LLMProfileException.unknown("no profile x"), 500, "unknown_profile", "LLMProfileError"),
                Arguments.of(
                        new LLMConfigurationException("no key"), 500, "configuration_error", "LLMConfigurationError"),
                Arguments.of(
                        LLMProfileException.invalidDefinition("bad", null),
                        500,
                        "configuration_error",
                        "LLMProfileError"),
                Arguments.of(
                        new LLMBudgetExceededException("too dear"), 500, "budget_exceeded", "LLMBudgetExceededError"),
                Arguments.of(new LLMCancelledException("stopped"), 499, "cancelled", "LLMError"),
                Arguments.of(new LLMException("odd"), 500, "llm_error", "LLMError"),
                Arguments.of(new LLMApiException("HTTP 503", null, details), 502, "provider_api_error", "LLMAPIError"),
                Arguments.of(new LLMTimeoutException("too late"), 504, "provider_timeout", "LLMTimeoutError"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFailureOfTheAdapterIsItsRow(LLMException failure, int status, String error, String type) {
        SERVER.adapter.answer = request -> {
            throw failure;
        };
        HttpResponse<String> answer = SERVER.execute("{\"prompt\":\"Hi\"}");
        assertError(answer, status, error, type);
        assertThat(json(answer)).containsEntry("message", failure.getMessage());
        if (failure.providerStatus().isPresent()) {
            assertThat(json(answer)).containsEntry("provider_status", 503L).containsEntry("retry_after_seconds", 2L);
        } else {
            assertThat(json(answer)).doesNotContainKeys("provider_status", "retry_after_seconds");
        }
    }

    @Test
    void theProvidersPauseIsPassedOnWithItsRateLimit() {
        SERVER.adapter.answer = request -> {
            throw new LLMRateLimitException(
                    "slow down",
                    null,
                    ErrorDetails.builder().retryAfter(Duration.ofSeconds(17)).build());
        };
        HttpResponse<String> answer = SERVER.execute("{\"prompt\":\"Hi\"}");
        assertThat(answer.headers().firstValue("retry-after")).contains("17");
        assertThat(json(answer)).containsEntry("retry_after_seconds", 17L);
    }

    @Test
    void aRateLimitWithoutAPauseHasNoRetryAfter() {
        SERVER.adapter.answer = request -> {
            throw new LLMRateLimitException("slow down");
        };
        assertThat(SERVER.execute("{\"prompt\":\"Hi\"}").headers().firstValue("retry-after"))
                .isEmpty();
    }

    @Test
    void anInvalidRequestIs400() {
        assertError(SERVER.execute("{}"), 400, "invalid_request", "InvalidRequestError");
    }

    @Test
    void anUnknownPathIs404() {
        for (String path : new String[] {"/", "/executes", "/health/", "/HEALTH", "/execute/x?y=1", "/%68ealth"}) {
            HttpResponse<String> answer = SERVER.get(path);
            assertError(answer, 404, "not_found", "NotFoundError");
        }
    }

    @Test
    void aWrongMethodIs405WithAllow() {
        HttpResponse<String> execute = SERVER.get("/execute");
        assertError(execute, 405, "method_not_allowed", "MethodNotAllowedError");
        assertThat(execute.headers().allValues("allow")).containsExactly("POST");
        HttpResponse<String> health = SERVER.send("/health", request -> request.POST(BodyPublishers.ofString("{}")));
        assertError(health, 405, "method_not_allowed", "MethodNotAllowedError");
        assertThat(health.headers().allValues("allow")).containsExactly("GET, HEAD");
        HttpResponse<String> options =
                SERVER.send("/execute", request -> request.method("OPTIONS", BodyPublishers.noBody()));
        assertError(options, 405, "method_not_allowed", "MethodNotAllowedError");
        assertThat(SERVER.adapter.requests).isEmpty();
    }

    @Test
    void aBodyOverTheLimitIs413() {
        assertError(SERVER.execute(" ".repeat(1001)), 413, "request_too_large", "RequestTooLargeError");
    }

    @Test
    void aCallDeeperThanItsLimitIsRefusedBeforeAnythingIsSpent() {
        HttpResponse<String> answer = SERVER.send(
                "/execute",
                request -> request.header("X-LLM-Connect-Depth", "3")
                        .POST(BodyPublishers.ofString("{\"prompt\":\"Hi\",\"config\":{\"max_depth\":2}}")));
        assertError(answer, 500, "budget_exceeded", "LLMBudgetExceededError");
        assertThat(SERVER.adapter.requests).isEmpty();
    }

    @Test
    void aBugIs500AndOnlyTheLogKnowsMore() {
        for (Throwable bug :
                new Throwable[] {new IllegalStateException("the inside"), new AssertionError("the inside")}) {
            SERVER.adapter.answer = request -> {
                if (bug instanceof Error e) {
                    throw e;
                }
                throw (RuntimeException) bug;
            };
            try (LogLines log = new LogLines()) {
                HttpResponse<String> answer = SERVER.execute("{\"prompt\":\"Hi\"}");
                assertError(answer, 500, "internal_error", "InternalError");
                assertThat(answer.body()).doesNotContain("inside;", "Exception", "dev.llmconnect");
                assertThat(String.join("", log.all()))
                        .contains("the inside", json(answer).get("request_id").toString());
            }
        }
    }

    @Test
    void anAdapterThatAnswersNothingIsABug() {
        SERVER.adapter.answer = request -> null;
        assertError(SERVER.execute("{\"prompt\":\"Hi\"}"), 500, "internal_error", "InternalError");
    }

    @Test
    void noCredentialIsInAnAnswerOrTheLog() {
        Secret.of(CANARY);
        for (RuntimeException failure : new RuntimeException[] {
            new LLMApiException("HTTP 401 from https://x.example/?key=" + CANARY),
            new IllegalStateException("bad header Authorization: Bearer " + CANARY, new RuntimeException(CANARY)),
            new LLMException("a") {
                @Override
                public String getMessage() {
                    return "overridden " + CANARY;
                }
            }
        }) {
            SERVER.adapter.answer = request -> {
                throw failure;
            };
            try (LogLines log = new LogLines()) {
                HttpResponse<String> answer =
                        SERVER.execute("{\"prompt\":\"Hi\",\"config\":{\"model_name\":\"" + CANARY + "\"}}");
                assertThat(answer.body() + answer.headers().map()).doesNotContain(CANARY);
                assertThat(log.awaitCallWith("[REDACTED]")).contains(" error=");
                assertThat(String.join("", log.all())).doesNotContain(CANARY);
            }
        }
        assertThat(SERVER.get("/" + CANARY).body()).doesNotContain(CANARY);
    }

    private static void assertError(HttpResponse<String> answer, int status, String error, String type) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(json(answer))
                .containsEntry("error", error)
                .containsEntry("type", type)
                .containsEntry(
                        "request_id",
                        answer.headers().firstValue("x-request-id").orElseThrow());
        assertThat(json(answer).get("message").toString()).isNotBlank();
    }

    private static Map<String, Object> json(HttpResponse<String> answer) {
        return StrictJsonParser.object(answer.body().getBytes(StandardCharsets.UTF_8));
    }
}
