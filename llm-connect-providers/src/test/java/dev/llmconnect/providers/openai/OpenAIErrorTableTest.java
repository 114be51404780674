package dev.llmconnect.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.providers.StubProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Status, headers and body of a failure, and what becomes of them, for {@code openai} and {@code openrouter}. */
class OpenAIErrorTableTest {
    /** @param retryAfter in milliseconds, -1 for none */
    record Row(
            String provider,
            int status,
            Map<String, String> headers,
            String body,
            FailureReason reason,
            @Nullable String code,
            boolean retryable,
            long retryAfter,
            String message) {
        @Override
        public String toString() {
            return provider + " " + status + " " + headers + " " + (body.length() > 60 ? body.substring(0, 60) : body);
        }
    }

    static Stream<Row> rows() {
        return Stream.of(
                openai(
                        401,
                        error("Incorrect API key provided: sk-12345678.", "invalid_request_error", "invalid_api_key"),
                        FailureReason.AUTHENTICATION,
                        "invalid_api_key",
                        false,
                        "HTTP 401 from openai (invalid_api_key): Incorrect API key provided: [REDACTED]; check OPENAI_API_KEY"),
                openai(
                        403,
                        error(
                                "Country, region, or territory not supported",
                                "request_forbidden",
                                "unsupported_country_region_territory"),
                        FailureReason.PERMISSION,
                        "unsupported_country_region_territory",
                        false,
                        "Country, region"),
                openai(
                        404,
                        error("The model `x` does not exist", "invalid_request_error", "model_not_found"),
                        FailureReason.NOT_FOUND,
                        "model_not_found",
                        false,
                        "(model_not_found): The model `x` does not exist"),
                openai(
                        400,
                        error("The model `x` does not exist", "invalid_request_error", "model_not_found"),
                        FailureReason.NOT_FOUND,
                        "model_not_found",
                        false,
                        "The model `x` does not exist"),
                openai(
                        400,
                        error("Unsupported parameter: 'max_tokens'", "invalid_request_error", "unsupported_parameter"),
                        FailureReason.INVALID_REQUEST,
                        "unsupported_parameter",
                        false,
                        "Unsupported parameter"),
                openai(
                        400,
                        error(
                                "This model's maximum context length is 8192 tokens.",
                                "invalid_request_error",
                                "context_length_exceeded"),
                        FailureReason.CONTEXT_LENGTH,
                        "context_length_exceeded",
                        false,
                        "maximum context length"),
                openai(
                        400,
                        error(
                                "rejected as a result of our safety system",
                                "invalid_request_error",
                                "content_policy_violation"),
                        FailureReason.CONTENT_POLICY,
                        "content_policy_violation",
                        false,
                        "safety system"),
                openai(
                        400,
                        "{\"error\":{\"message\":\"No code\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":null}}",
                        FailureReason.INVALID_REQUEST,
                        "invalid_request_error",
                        false,
                        "HTTP 400 from openai (invalid_request_error): No code"),
                openai(409, "{}", FailureReason.SERVER, null, true, "HTTP 409 from openai"),
                openai(413, "", FailureReason.INVALID_REQUEST, null, false, "HTTP 413 from openai"),
                openai(
                        413,
                        error("Request too large for model `x` on tokens per minute", "tokens", "rate_limit_exceeded"),
                        FailureReason.CONTEXT_LENGTH,
                        "rate_limit_exceeded",
                        false,
                        "Request too large"),
                openai(
                        422,
                        "{\"detail\":[{\"loc\":[\"body\",\"messages\"],\"msg\":\"field required\"}]}",
                        FailureReason.INVALID_REQUEST,
                        null,
                        false,
                        "body.messages: field required"),
                openai(408, "", FailureReason.TIMEOUT, null, true, "HTTP 408 from openai"),
                openai(
                        429,
                        error("You exceeded your current quota", "insufficient_quota", "insufficient_quota"),
                        FailureReason.QUOTA,
                        "insufficient_quota",
                        false,
                        "You exceeded your current quota"),
                openai(
                        500,
                        error("The server had an error", "server_error", null),
                        FailureReason.SERVER,
                        "server_error",
                        true,
                        "HTTP 500 from openai (server_error): The server had an error"),
                openai(501, "", FailureReason.INVALID_REQUEST, null, false, "HTTP 501 from openai"),
                openai(
                        502,
                        "<html><head><title>502 Bad Gateway</title></head><body>…</body></html>",
                        FailureReason.SERVER,
                        null,
                        true,
                        "HTTP 502 from openai: an HTML page: 502 Bad Gateway"),
                openai(
                        503,
                        "upstream connect error",
                        FailureReason.SERVER,
                        null,
                        true,
                        "HTTP 503 from openai: upstream connect error"),
                openai(504, "", FailureReason.TIMEOUT, null, true, "HTTP 504 from openai"),
                openai(
                        529,
                        "{\"error\":\"overloaded\"}",
                        FailureReason.SERVER,
                        null,
                        true,
                        "HTTP 529 from openai: overloaded"),
                openai(520, "{\"cf_bad_gateway\":true}", FailureReason.SERVER, null, true, "HTTP 520 from openai"),
                openai(
                        500,
                        "[{\"error\":{\"code\":503,\"message\":\"in a list\"}}]",
                        FailureReason.SERVER,
                        null,
                        true,
                        "in a list"),
                openai(
                        400,
                        "not { json",
                        FailureReason.INVALID_REQUEST,
                        null,
                        false,
                        "HTTP 400 from openai: not { json"),
                limited("Retry-After", "7", 7000),
                limited("Retry-After", "0.5", 500),
                limited("Retry-After", "0", -1),
                limited("Retry-After", "soon", -1),
                limited("Retry-After", "99999999999", Duration.ofDays(30).toMillis()),
                limited("retry-after-ms", "1250", 1250),
                row(
                        "openai",
                        429,
                        Map.of("Retry-After", "Fri, 31 Dec 2049 23:59:59 GMT", "Date", "Fri, 31 Dec 2049 23:59:29 GMT"),
                        "",
                        FailureReason.RATE_LIMIT,
                        null,
                        true,
                        30_000,
                        "HTTP 429"),
                row(
                        "openai",
                        429,
                        Map.of("Retry-After", "Fri, 31 Dec 2049 23:59:29 GMT", "Date", "Fri, 31 Dec 2049 23:59:59 GMT"),
                        "",
                        FailureReason.RATE_LIMIT,
                        null,
                        true,
                        -1,
                        "HTTP 429"),
                row(
                        "openai",
                        429,
                        Map.of("Retry-After", "1", "retry-after-ms", "0"),
                        "",
                        FailureReason.RATE_LIMIT,
                        null,
                        true,
                        1000,
                        "HTTP 429"),
                row(
                        "openai",
                        429,
                        Map.of("x-ratelimit-remaining-requests", "0", "x-ratelimit-reset-requests", "1m12s"),
                        "",
                        FailureReason.RATE_LIMIT,
                        null,
                        true,
                        72_000,
                        "HTTP 429"),
                row(
                        "openai",
                        429,
                        Map.of(
                                "x-ratelimit-remaining-requests",
                                "5",
                                "x-ratelimit-reset-requests",
                                "1m",
                                "x-ratelimit-remaining-tokens",
                                "0",
                                "x-ratelimit-reset-tokens",
                                "17ms"),
                        "",
                        FailureReason.RATE_LIMIT,
                        null,
                        true,
                        17,
                        "HTTP 429"),
                row(
                        "openai",
                        503,
                        Map.of("Retry-After", "20"),
                        "",
                        FailureReason.SERVER,
                        null,
                        true,
                        20_000,
                        "HTTP 503"),
                row(
                        "openai",
                        500,
                        Map.of("x-should-retry", "false"),
                        "",
                        FailureReason.SERVER,
                        null,
                        false,
                        -1,
                        "HTTP 500"),
                row(
                        "openai",
                        400,
                        Map.of("x-should-retry", "true"),
                        "",
                        FailureReason.INVALID_REQUEST,
                        null,
                        true,
                        -1,
                        "HTTP 400"),
                openrouter(
                        400,
                        "{\"error\":{\"code\":400,\"message\":\"x is not a valid model ID\"},\"user_id\":\"u\"}",
                        FailureReason.INVALID_REQUEST,
                        false,
                        "HTTP 400 from openrouter: x is not a valid model ID"),
                openrouter(
                        401,
                        "{\"error\":{\"message\":\"No auth credentials found\",\"code\":401}}",
                        FailureReason.AUTHENTICATION,
                        false,
                        "No auth credentials found; check OPENROUTER_API_KEY"),
                openrouter(
                        402,
                        "{\"error\":{\"message\":\"This request requires more credits\",\"code\":402}}",
                        FailureReason.QUOTA,
                        false,
                        "requires more credits"),
                openrouter(
                        403,
                        "{\"error\":{\"message\":\"Your input was flagged by moderation\",\"code\":403,\"metadata\":{\"reasons\":[\"x\"]}}}",
                        FailureReason.CONTENT_POLICY,
                        false,
                        "flagged"),
                openrouter(
                        404,
                        "{\"error\":{\"message\":\"No endpoints found for x.\",\"code\":404}}",
                        FailureReason.NOT_FOUND,
                        false,
                        "No endpoints found"),
                openrouter(
                        408,
                        "{\"error\":{\"message\":\"Timed out\",\"code\":408}}",
                        FailureReason.TIMEOUT,
                        true,
                        "Timed out"),
                openrouter(
                        429,
                        "{\"error\":{\"code\":429,\"message\":\"Provider returned error\",\"metadata\":{\"provider_name\":\"Google\",\"raw\":\"x is rate-limited upstream\"}}}",
                        FailureReason.RATE_LIMIT,
                        true,
                        "Provider returned error: Google: x is rate-limited upstream"),
                openrouter(
                        400,
                        "{\"error\":{\"code\":400,\"message\":\"Provider returned error\",\"metadata\":{\"raw\":\"{\\\"error\\\":{\\\"message\\\":\\\"prompt is too long\\\"}}\"}}}",
                        FailureReason.CONTEXT_LENGTH,
                        false,
                        "Provider returned error: prompt is too long"),
                openrouter(
                        502,
                        "{\"error\":{\"message\":\"Provider is down\",\"code\":502}}",
                        FailureReason.SERVER,
                        true,
                        "Provider is down"),
                openrouter(
                        503,
                        "{\"error\":{\"message\":\"No provider available\",\"code\":503}}",
                        FailureReason.SERVER,
                        true,
                        "No provider available"),
                new Row(
                        "openrouter",
                        200,
                        Map.of(),
                        "{\"error\":{\"message\":\"Provider is down\",\"code\":502}}",
                        FailureReason.SERVER,
                        null,
                        true,
                        -1,
                        "HTTP 502 from openrouter: Provider is down"),
                new Row(
                        "openrouter",
                        200,
                        Map.of(),
                        "{\"choices\":[{\"error\":{\"message\":\"Upstream stopped\",\"code\":504},\"message\":{\"content\":\"half\"}}]}",
                        FailureReason.TIMEOUT,
                        null,
                        true,
                        -1,
                        "HTTP 504 from openrouter: Upstream stopped"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void becomesThatException(Row row) {
        try (StubProvider stub = new StubProvider();
                LLMAdapter adapter = stub.adapter(
                        row.provider, row.provider.equals("openai") ? "OPENAI_API_KEY" : "OPENROUTER_API_KEY")) {
            for (String requestIdHeader : List.of("x-request-id", "cf-ray")) {
                MockResponse.Builder response = new MockResponse.Builder()
                        .code(row.status)
                        .setHeader(requestIdHeader, "req-1")
                        .body(row.body);
                row.headers.forEach(response::setHeader);
                stub.answers(response);
                LLMException e = Assertions.catchThrowableOfType(
                        LLMException.class, () -> adapter.execute(LLMRequest.of("Hello")));
                check(row, e);
            }
        }
    }

    private static void check(Row row, LLMException e) {
        boolean limited = row.status == 429 || row.reason.equals(FailureReason.RATE_LIMIT);
        assertThat(e).isExactlyInstanceOf(limited ? LLMRateLimitException.class : LLMApiException.class);
        assertThat(e.getMessage()).contains(row.message);
        assertThat(e.reason()).isEqualTo(row.reason);
        assertThat(e.isRetryable()).as("retryable").isEqualTo(row.retryable);
        assertThat(e.details().providerCode().orElse(null)).isEqualTo(row.code);
        assertThat(e.retryAfter().map(Duration::toMillis).orElse(-1L)).isEqualTo(row.retryAfter);
        if (row.status != 200) {
            assertThat(e.providerStatus()).contains(row.status);
            assertThat(e.details().providerRequestId()).contains("req-1");
        }
    }

    private static Row openai(
            int status, String body, FailureReason reason, @Nullable String code, boolean retryable, String message) {
        return row("openai", status, Map.of(), body, reason, code, retryable, -1, message);
    }

    private static Row openrouter(int status, String body, FailureReason reason, boolean retryable, String message) {
        return row("openrouter", status, Map.of(), body, reason, null, retryable, -1, message);
    }

    private static Row limited(String header, String value, long millis) {
        return row(
                "openai",
                429,
                Map.of(header, value),
                error("slow down", "requests", "rate_limit_exceeded"),
                FailureReason.RATE_LIMIT,
                "rate_limit_exceeded",
                true,
                millis,
                "HTTP 429 from openai (rate_limit_exceeded): slow down");
    }

    private static Row row(
            String provider,
            int status,
            Map<String, String> headers,
            String body,
            FailureReason reason,
            @Nullable String code,
            boolean retryable,
            long retryAfter,
            String message) {
        return new Row(provider, status, headers, body, reason, code, retryable, retryAfter, message);
    }

    private static String error(String message, String type, @Nullable String code) {
        return "{\"error\":{\"message\":\"" + message + "\",\"type\":\"" + type + "\",\"param\":null,\"code\":"
                + (code == null ? "null" : "\"" + code + "\"") + "}}";
    }
}
