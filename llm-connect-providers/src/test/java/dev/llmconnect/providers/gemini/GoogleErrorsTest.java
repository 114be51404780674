package dev.llmconnect.providers.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.providers.StubProvider;
import java.time.Duration;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoogleErrorsTest {
    private final StubProvider stub = new StubProvider();
    private final LLMAdapter adapter = stub.adapter("gemini", "GEMINI_API_KEY");

    @AfterEach
    void close() {
        adapter.close();
        stub.close();
    }

    /**
     * A row of the table.
     *
     * @param code the provider's word that is told
     * @param message a part of the exception's message
     * @param pauseMillis 0 for none
     */
    record Case(
            int status,
            String body,
            String code,
            FailureReason reason,
            boolean retryable,
            long pauseMillis,
            String message) {
        @Override
        public String toString() {
            return status + " " + reason + " " + code;
        }
    }

    static Stream<Case> cases() {
        String keyInvalid = details("ErrorInfo", "\"reason\":\"API_KEY_INVALID\",\"domain\":\"googleapis.com\"");
        return Stream.of(
                error(
                        400,
                        "INVALID_ARGUMENT",
                        "API key not valid.",
                        keyInvalid,
                        "API_KEY_INVALID",
                        FailureReason.AUTHENTICATION,
                        false,
                        0),
                error(
                        401,
                        "UNAUTHENTICATED",
                        "Missing.",
                        details("ErrorInfo", "\"reason\":\"CREDENTIALS_MISSING\""),
                        "CREDENTIALS_MISSING",
                        FailureReason.AUTHENTICATION,
                        false,
                        0),
                error(
                        403,
                        "PERMISSION_DENIED",
                        "Method doesn't allow unregistered callers.",
                        "",
                        "PERMISSION_DENIED",
                        FailureReason.AUTHENTICATION,
                        false,
                        0),
                error(
                        403,
                        "PERMISSION_DENIED",
                        "Request had insufficient authentication scopes.",
                        details("ErrorInfo", "\"reason\":\"ACCESS_TOKEN_SCOPE_INSUFFICIENT\""),
                        "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
                        FailureReason.AUTHENTICATION,
                        false,
                        0),
                error(
                        403,
                        "PERMISSION_DENIED",
                        "Disabled.",
                        details("ErrorInfo", "\"reason\":\"SERVICE_DISABLED\""),
                        "SERVICE_DISABLED",
                        FailureReason.PERMISSION,
                        false,
                        0),
                error(
                        403,
                        "PERMISSION_DENIED",
                        "CachedContent not found (or permission denied)",
                        "",
                        "PERMISSION_DENIED",
                        FailureReason.NOT_FOUND,
                        false,
                        0),
                error(
                        400,
                        "FAILED_PRECONDITION",
                        "User location is not supported for the API use.",
                        "",
                        "FAILED_PRECONDITION",
                        FailureReason.PERMISSION,
                        false,
                        0),
                error(
                        400,
                        "INVALID_ARGUMENT",
                        "Please use a valid role: user, model.",
                        "",
                        "INVALID_ARGUMENT",
                        FailureReason.INVALID_REQUEST,
                        false,
                        0),
                error(
                        400,
                        "INVALID_ARGUMENT",
                        "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
                        "",
                        "INVALID_ARGUMENT",
                        FailureReason.CONTEXT_LENGTH,
                        false,
                        0),
                error(404, "NOT_FOUND", "models/x is not found", "", "NOT_FOUND", FailureReason.NOT_FOUND, false, 0),
                error(
                        429,
                        "RESOURCE_EXHAUSTED",
                        "Resource exhausted.",
                        "",
                        "RESOURCE_EXHAUSTED",
                        FailureReason.RATE_LIMIT,
                        true,
                        0),
                error(
                        429,
                        "RESOURCE_EXHAUSTED",
                        "Quota exceeded.",
                        details("RetryInfo", "\"retryDelay\":\"34.4s\""),
                        "RESOURCE_EXHAUSTED",
                        FailureReason.RATE_LIMIT,
                        true,
                        34_400),
                error(
                        429,
                        "RESOURCE_EXHAUSTED",
                        "Please retry in 48.5s.",
                        "",
                        "RESOURCE_EXHAUSTED",
                        FailureReason.RATE_LIMIT,
                        true,
                        48_500),
                error(
                        429,
                        "RESOURCE_EXHAUSTED",
                        "Quota exceeded.",
                        details(
                                "QuotaFailure",
                                "\"violations\":[{\"quotaId\":\"GenerateRequestsPerDayPerProjectPerModel-FreeTier\"}]"),
                        "RESOURCE_EXHAUSTED",
                        FailureReason.QUOTA,
                        false,
                        0),
                error(
                        429,
                        "RESOURCE_EXHAUSTED",
                        "Quota exceeded.",
                        details(
                                "QuotaFailure",
                                "\"violations\":[{\"quotaId\":\"InputTokensPerMinute\",\"quotaValue\":\"0\"}]"),
                        "RESOURCE_EXHAUSTED",
                        FailureReason.QUOTA,
                        false,
                        0),
                error(
                        429,
                        "RESOURCE_EXHAUSTED",
                        "Quota exceeded.",
                        details(
                                "QuotaFailure",
                                "\"violations\":[{\"quotaId\":\"InputTokensPerMinute\",\"quotaValue\":\"1000\"}]"),
                        "RESOURCE_EXHAUSTED",
                        FailureReason.RATE_LIMIT,
                        true,
                        0),
                error(499, "CANCELLED", "The operation was cancelled.", "", "CANCELLED", FailureReason.SERVER, true, 0),
                error(
                        500,
                        "INTERNAL",
                        "An internal error has occurred.",
                        "",
                        "INTERNAL",
                        FailureReason.SERVER,
                        true,
                        0),
                error(503, "UNAVAILABLE", "The model is overloaded.", "", "UNAVAILABLE", FailureReason.SERVER, true, 0),
                error(
                        504,
                        "DEADLINE_EXCEEDED",
                        "Deadline expired.",
                        "",
                        "DEADLINE_EXCEEDED",
                        FailureReason.TIMEOUT,
                        true,
                        0),
                new Case(
                        503,
                        "[{\"error\":{\"code\":503,\"message\":\"In a list.\",\"status\":\"UNAVAILABLE\"}}]",
                        "UNAVAILABLE",
                        FailureReason.SERVER,
                        true,
                        0,
                        "In a list."),
                new Case(
                        404,
                        "<html><head><title>Error 404 (Not Found)!!1</title></head></html>",
                        "",
                        FailureReason.NOT_FOUND,
                        false,
                        0,
                        "Error 404 (Not Found)!!1"),
                new Case(502, "", "", FailureReason.SERVER, true, 0, "HTTP 502 from gemini"),
                new Case(500, "upstream connect error", "", FailureReason.SERVER, true, 0, "upstream connect error"),
                new Case(
                        400,
                        "{\"error\":{\"code\":400,\"mess",
                        "",
                        FailureReason.INVALID_REQUEST,
                        false,
                        0,
                        "HTTP 400 from gemini"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyErrorSaysWhatItIs(Case expected) {
        for (boolean stream : new boolean[] {false, true}) {
            LLMException e = fails(expected.status, expected.body, stream);
            assertThat(e)
                    .isExactlyInstanceOf(expected.status == 429 ? LLMRateLimitException.class : LLMApiException.class);
            assertThat(e.reason()).isEqualTo(expected.reason);
            assertThat(e.isRetryable()).isEqualTo(expected.retryable);
            assertThat(e.providerStatus()).contains(expected.status);
            assertThat(e.details().providerCode().orElse("")).isEqualTo(expected.code);
            assertThat(e.retryAfter().map(Duration::toMillis).orElse(0L)).isEqualTo(expected.pauseMillis);
            assertThat(e).hasMessageContaining(expected.message);
            if (expected.reason.equals(FailureReason.AUTHENTICATION)) {
                assertThat(e).hasMessageEndingWith("; check GEMINI_API_KEY");
            }
        }
    }

    @Test
    void noKeyIsEverTold() {
        String body = "{\"error\":{\"code\":400,\"message\":\"Bad key " + StubProvider.KEY
                + " or AIzaSyA0123456789abcdefghijklmnopqrstuvw\",\"status\":\"INVALID_ARGUMENT\"}}";
        LLMException e = fails(400, body, false);
        assertThat(e + e.details().providerMessage().orElse("") + adapter)
                .contains("[REDACTED]")
                .doesNotContain(StubProvider.KEY)
                .doesNotContain("AIzaSyA0");
    }

    private LLMException fails(int status, String body, boolean stream) {
        stub.answers(new MockResponse.Builder()
                .code(status)
                .setHeader("Content-Type", stream ? "text/event-stream" : "application/json")
                .body(body));
        LLMRequest request = LLMRequest.of("Hello");
        return catchThrowableOfType(LLMException.class, () -> {
            if (stream) {
                adapter.stream(request).response();
            } else {
                adapter.execute(request);
            }
        });
    }

    private static Case error(
            int status,
            String word,
            String message,
            String details,
            String code,
            FailureReason reason,
            boolean retryable,
            long pauseMillis) {
        String body = "{\"error\":{\"code\":" + status + ",\"message\":\"" + message + "\",\"status\":\"" + word
                + "\",\"details\":[" + details + "]}}";
        return new Case(status, body, code, reason, retryable, pauseMillis, message);
    }

    private static String details(String type, @Nullable String members) {
        return "{\"@type\":\"type.googleapis.com/google.rpc." + type + "\"," + members + "}";
    }
}
