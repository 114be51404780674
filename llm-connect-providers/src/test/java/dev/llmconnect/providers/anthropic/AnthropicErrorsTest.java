package dev.llmconnect.providers.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMStream;
import dev.llmconnect.RunConfig;
import dev.llmconnect.formats.failures.ErrorBody;
import dev.llmconnect.formats.messages.MessagesErrorReader;
import dev.llmconnect.providers.StubProvider;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AnthropicErrorsTest {
    private static final String STARTED = "data: {\"type\":\"message_start\",\"message\":{}}\n\n";

    private final StubProvider stub = new StubProvider();
    private final LLMAdapter adapter = stub.adapter("anthropic", "ANTHROPIC_API_KEY");

    @AfterEach
    void close() {
        adapter.close();
        stub.close();
    }

    /** One answer, and what it means. */
    record Case(
            int status,
            Map<String, String> headers,
            String body,
            FailureReason reason,
            boolean retryable,
            @Nullable Duration retryAfter,
            String code,
            String message,
            @Nullable String requestId) {
        @Override
        public String toString() {
            return status + " " + (code.isEmpty() ? body : code);
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                error(400, "invalid_request_error", "max_tokens: Field required", FailureReason.INVALID_REQUEST, false),
                error(
                        400,
                        "invalid_request_error",
                        "prompt is too long: 210000 tokens > 200000 maximum",
                        FailureReason.CONTEXT_LENGTH,
                        false),
                error(
                        400,
                        "invalid_request_error",
                        "Your credit balance is too low to access the Anthropic API.",
                        FailureReason.QUOTA,
                        false),
                error(
                        400,
                        "invalid_request_error",
                        "Output blocked by content filtering policy",
                        FailureReason.CONTENT_POLICY,
                        false),
                error(401, "authentication_error", "invalid x-api-key", FailureReason.AUTHENTICATION, false),
                error(402, "billing_error", "Your payment failed.", FailureReason.QUOTA, false),
                error(403, "billing_error", "Your payment failed.", FailureReason.QUOTA, false),
                error(403, "permission_error", "Not allowed.", FailureReason.PERMISSION, false),
                error(404, "not_found_error", "model: claude-9", FailureReason.NOT_FOUND, false),
                error(
                        413,
                        "request_too_large",
                        "Request exceeds the maximum size",
                        FailureReason.INVALID_REQUEST,
                        false),
                error(429, "rate_limit_error", "Too many tokens a minute.", FailureReason.RATE_LIMIT, true),
                error(500, "api_error", "Internal server error", FailureReason.SERVER, true),
                error(504, "timeout_error", "Timed out", FailureReason.TIMEOUT, true),
                error(529, "overloaded_error", "Overloaded", FailureReason.SERVER, true),
                with(
                        error(429, "rate_limit_error", "Slow down.", FailureReason.RATE_LIMIT, true),
                        Map.of("retry-after", "12", "request-id", "req_head"),
                        Duration.ofSeconds(12),
                        "req_head"),
                with(
                        error(429, "rate_limit_error", "Slow down.", FailureReason.RATE_LIMIT, true),
                        Map.of(
                                "Date", "Wed, 01 Jul 2026 10:00:00 GMT",
                                "retry-after", "Wed, 01 Jul 2026 10:00:30 GMT"),
                        Duration.ofSeconds(30),
                        "req_1"),
                with(
                        error(429, "rate_limit_error", "Slow down.", FailureReason.RATE_LIMIT, true),
                        Map.of(
                                "Date", "Wed, 01 Jul 2026 10:00:00 GMT",
                                "anthropic-ratelimit-requests-remaining", "0",
                                "anthropic-ratelimit-requests-reset", "2026-07-01T10:00:05Z",
                                "anthropic-ratelimit-output-tokens-remaining", "0",
                                "anthropic-ratelimit-output-tokens-reset", "2026-07-01T10:00:20Z",
                                "anthropic-ratelimit-input-tokens-remaining", "5000",
                                "anthropic-ratelimit-input-tokens-reset", "2026-07-01T10:09:00Z"),
                        Duration.ofSeconds(20),
                        "req_1"),
                with(
                        error(500, "api_error", "Internal server error", FailureReason.SERVER, false),
                        Map.of("x-should-retry", "false"),
                        null,
                        "req_1"),
                plain(529, "", FailureReason.SERVER, true, ""),
                plain(503, "upstream connect error", FailureReason.SERVER, true, "upstream connect error"),
                plain(
                        502,
                        "<html><head><title>502 Bad Gateway</title></head></html>",
                        FailureReason.SERVER,
                        true,
                        "an HTML page: 502 Bad Gateway"),
                plain(401, "{\"type\":\"error\",\"error\":{", FailureReason.AUTHENTICATION, false, ""));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aStatusAndABodyMeanWhatTheySay(Case c) {
        stub.answers(response(c));
        check(c, failure(() -> adapter.execute("Hello", RunConfig.defaults())), c.status);
        stub.answers(response(c));
        check(c, failure(this::stream), c.status);
    }

    @Test
    void anErrorWithAStatusOfSuccessIsAnError() {
        Case c = error(200, "overloaded_error", "Overloaded", FailureReason.SERVER, true);
        stub.answers(200, c.body);
        check(c, failure(() -> adapter.execute("Hello", RunConfig.defaults())), null);
        stub.answers(200, c.body);
        check(c, failure(this::stream), null);
    }

    @Test
    void anErrorInMidStreamIsAnError() {
        Case c = error(200, "overloaded_error", "Overloaded", FailureReason.SERVER, true);
        stub.streams(STARTED + "event: error\ndata: " + c.body + "\n\n");
        check(c, failure(this::stream), null);
    }

    @Test
    void aRateLimitInMidStreamIsOne() {
        Case c = error(200, "rate_limit_error", "Slow down.", FailureReason.RATE_LIMIT, true);
        stub.streams(STARTED + "data: " + c.body + "\n\n");
        LLMException e = failure(this::stream);
        check(c, e, null);
        assertThat(e).isInstanceOf(LLMRateLimitException.class);
    }

    @Test
    void anAnswerThatIsCutOffIsTruncated() {
        stub.answers(200, "{\"type\":\"message\",\"content\":[{\"type\":");
        assertThat(failure(() -> adapter.execute("Hello", RunConfig.defaults())).reason())
                .isEqualTo(FailureReason.TRUNCATED);
        stub.streams(STARTED);
        assertThat(failure(this::stream).reason()).isEqualTo(FailureReason.TRUNCATED);
        stub.streams(STARTED + "data: {\"type\":\"content_block_stop\",\n\n");
        assertThat(failure(this::stream).reason()).isEqualTo(FailureReason.MALFORMED);
    }

    @Test
    void noAnswerTellsTheKey() {
        stub.answers(
                401,
                "{\"type\":\"error\",\"error\":{\"type\":\"authentication_error\",\"message\":\"bad key "
                        + StubProvider.KEY + "\"}}");
        LLMException e = failure(() -> adapter.execute("Hello", RunConfig.defaults()));
        assertThat(e.getMessage())
                .isEqualTo(
                        "HTTP 401 from anthropic (authentication_error): bad key [REDACTED]; check ANTHROPIC_API_KEY");
        assertThat(e.details().providerMessage()).contains("bad key [REDACTED]");
    }

    @Test
    void withoutADateAResetCountsFromTheClock() {
        Map<String, String> headers = Map.of(
                "anthropic-ratelimit-tokens-remaining",
                "0",
                "anthropic-ratelimit-tokens-reset",
                "2026-07-01T10:01:00Z");
        assertThat(pause(headers)).contains(Duration.ofMinutes(1));
        Map<String, String> past = Map.of(
                "anthropic-ratelimit-tokens-remaining",
                "0",
                "anthropic-ratelimit-tokens-reset",
                "2026-07-01T09:59:00Z");
        assertThat(pause(past)).isEmpty();
        Map<String, String> odd = Map.of(
                "anthropic-ratelimit-tokens-remaining", "0", "anthropic-ratelimit-tokens-reset", "soon", "Date", "now");
        assertThat(pause(odd)).isEmpty();
    }

    private static Optional<Duration> pause(Map<String, String> headers) {
        Clock clock = Clock.fixed(Instant.parse("2026-07-01T10:00:00Z"), ZoneOffset.UTC);
        return MessagesErrorReader.INSTANCE.pause(
                name -> Optional.ofNullable(headers.get(name)), ErrorBody.EMPTY, clock);
    }

    private void check(Case c, LLMException e, @Nullable Integer status) {
        assertThat(e).isInstanceOf(LLMApiException.class);
        assertThat(e instanceof LLMRateLimitException).isEqualTo(c.reason.equals(FailureReason.RATE_LIMIT));
        assertThat(e.code().value())
                .isEqualTo(c.reason.equals(FailureReason.RATE_LIMIT) ? "provider_rate_limited" : "provider_api_error");
        assertThat(e.reason()).isEqualTo(c.reason);
        assertThat(e.isRetryable()).isEqualTo(c.retryable);
        assertThat(e.retryAfter()).isEqualTo(Optional.ofNullable(c.retryAfter));
        assertThat(e.providerStatus()).isEqualTo(Optional.ofNullable(status));
        assertThat(e.details().providerCode().orElse("")).isEqualTo(c.code);
        assertThat(e.details().providerMessage().orElse("")).contains(c.message);
        assertThat(e.details().providerRequestId()).isEqualTo(Optional.ofNullable(c.requestId));
        assertThat(e.getMessage()).contains("anthropic").doesNotContain(StubProvider.KEY);
    }

    private void stream() {
        try (LLMStream stream = adapter.stream(LLMRequest.of("Hello"))) {
            stream.response();
        }
    }

    private static LLMException failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        LLMException e = catchThrowableOfType(LLMException.class, call);
        assertThat(e).isNotNull();
        return e;
    }

    private static MockResponse.Builder response(Case c) {
        MockResponse.Builder response =
                new MockResponse.Builder().code(c.status).body(c.body);
        response.setHeader("Content-Type", "application/json");
        c.headers.forEach(response::setHeader);
        return response;
    }

    private static Case error(int status, String type, String message, FailureReason reason, boolean retryable) {
        String body = "{\"type\":\"error\",\"error\":{\"details\":null,\"type\":\"" + type + "\",\"message\":\""
                + message + "\"},\"request_id\":\"req_1\"}";
        return new Case(status, Map.of(), body, reason, retryable, null, type, message, "req_1");
    }

    private static Case plain(int status, String body, FailureReason reason, boolean retryable, String message) {
        return new Case(status, Map.of(), body, reason, retryable, null, "", message, null);
    }

    private static Case with(Case c, Map<String, String> headers, @Nullable Duration retryAfter, String requestId) {
        return new Case(c.status, headers, c.body, c.reason, c.retryable, retryAfter, c.code, c.message, requestId);
    }
}
