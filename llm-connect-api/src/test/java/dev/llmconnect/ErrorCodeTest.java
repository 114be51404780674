package dev.llmconnect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorCodeTest {
    @ParameterizedTest
    @CsvSource({
        "invalid_request, 400, 2",
        "unauthorized, 401, 4",
        "forbidden, 403, 4",
        "not_found, 404, 2",
        "method_not_allowed, 405, 2",
        "request_too_large, 413, 2",
        "provider_rate_limited, 429, 5",
        "rate_limited, 429, 5",
        "cancelled, 499, 6",
        "unknown_profile, 500, 3",
        "configuration_error, 500, 3",
        "budget_exceeded, 500, 8",
        "llm_error, 500, 6",
        "internal_error, 500, 1",
        "provider_api_error, 502, 6",
        "server_overloaded, 503, 6",
        "provider_timeout, 504, 7"
    })
    void isTheTableOfTheContract(String value, int httpStatus, int exitCode) {
        ErrorCode code = ErrorCode.of(value);

        assertThat(ErrorCode.all()).hasSize(17).contains(code);
        assertThat(code.httpStatus()).isEqualTo(httpStatus);
        assertThat(code.exitCode()).isEqualTo(exitCode);
    }

    @Test
    void aCodeOfALaterVersionKeepsItsName() {
        assertThat(ErrorCode.of("quota_of_tomorrow")).hasToString("quota_of_tomorrow");
        assertThat(ErrorCode.of("quota_of_tomorrow").httpStatus()).isEqualTo(500);
    }

    @Test
    void anErrorBecomesTheJsonOfTheContract() {
        LLMRateLimitException error = new LLMRateLimitException(
                "slow down",
                null,
                ErrorDetails.builder()
                        .provider("p")
                        .providerStatus(429)
                        .reason(FailureReason.RATE_LIMIT)
                        .retryAfter(Duration.ofMillis(1500))
                        .build());

        assertThat(error.toMap("7"))
                .isEqualTo(Map.of(
                        "error",
                        "provider_rate_limited",
                        "message",
                        "slow down",
                        "type",
                        "LLMRateLimitError",
                        "provider_status",
                        429,
                        "retry_after_seconds",
                        2L,
                        "request_id",
                        "7"));
        assertThat(error.isRetryable()).isTrue();
        assertThat(new LLMException("x").toMap(null))
                .isEqualTo(Map.of("error", "llm_error", "message", "x", "type", "LLMError"));
    }

    @Test
    void theProvidersOwnWordOnRetryingWinsOverTheReason() {
        ErrorDetails.Builder details = ErrorDetails.builder().reason(FailureReason.SERVER);

        assertThat(details.build().isRetryable()).isTrue();
        assertThat(details.retryable(false).build().isRetryable()).isFalse();
    }
}
