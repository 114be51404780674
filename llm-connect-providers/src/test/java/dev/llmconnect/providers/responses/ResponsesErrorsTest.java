package dev.llmconnect.providers.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.RunConfig;
import dev.llmconnect.providers.StubProvider;
import java.time.Duration;
import java.util.Optional;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponsesErrorsTest {
    private final StubProvider stub = new StubProvider();
    private final LLMAdapter adapter = stub.adapter("openai-responses", "OPENAI_API_KEY");

    @AfterEach
    void close() {
        adapter.close();
        stub.close();
    }

    private LLMException failure(MockResponse.Builder response) {
        stub.answers(response);
        return catchThrowableOfType(LLMException.class, () -> adapter.execute("Q", RunConfig.defaults()));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # status | body | error code | reason | retryable | message
            400 | {"error":{"message":"Unsupported parameter: 'temperature'","type":"invalid_request_error","param":"temperature","code":null}} | provider_api_error | invalid_request | false | HTTP 400 from openai-responses (invalid_request_error): Unsupported parameter: 'temperature'
            400 | {"error":{"message":"The requested model 'm' does not exist.","type":"invalid_request_error","param":"model","code":"model_not_found"}} | provider_api_error | not_found | false | HTTP 400 from openai-responses (model_not_found): The requested model 'm' does not exist.
            400 | {"error":{"message":"Your input exceeds the context window of this model.","code":"context_length_exceeded"}} | provider_api_error | context_length | false | HTTP 400 from openai-responses (context_length_exceeded): Your input exceeds the context window of this model.
            400 | {"error":{"message":"Invalid prompt: your prompt was flagged as potentially violating our usage policy.","code":"invalid_prompt"}} | provider_api_error | content_policy | false | HTTP 400 from openai-responses (invalid_prompt): Invalid prompt: your prompt was flagged as potentially violating our usage policy.
            400 | {"code":"invalid-argument","error":"Incorrect API key provided."} | provider_api_error | authentication | false | HTTP 400 from openai-responses (invalid-argument): Incorrect API key provided.; check OPENAI_API_KEY
            401 | {"error":{"message":"Incorrect API key provided: sk-proj-abcdefghijklmnop1234 is wrong","code":"invalid_api_key"}} | provider_api_error | authentication | false | HTTP 401 from openai-responses (invalid_api_key): Incorrect API key provided: [REDACTED] is wrong; check OPENAI_API_KEY
            401 | {"error":{"message":"No","type":"invalid_request_error"},"status":401} | provider_api_error | authentication | false | HTTP 401 from openai-responses (invalid_request_error): No; check OPENAI_API_KEY
            401 | {"detail":"Could not parse your authentication token."} | provider_api_error | authentication | false | HTTP 401 from openai-responses: Could not parse your authentication token.; check OPENAI_API_KEY
            403 | {"error":{"message":"Country not supported","code":"unsupported_country_region_territory"}} | provider_api_error | permission | false | HTTP 403 from openai-responses (unsupported_country_region_territory): Country not supported
            404 | {"error":{"message":"Item with id 'rs_1' not found.","type":"invalid_request_error"}} | provider_api_error | not_found | false | HTTP 404 from openai-responses (invalid_request_error): Item with id 'rs_1' not found.
            429 | {"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":"insufficient_quota"}} | provider_rate_limited | quota | false | HTTP 429 from openai-responses (insufficient_quota): You exceeded your current quota
            429 | {"error":{"message":"Slow down","code":"rate_limit_exceeded"}} | provider_rate_limited | rate_limit | true | HTTP 429 from openai-responses (rate_limit_exceeded): Slow down
            500 | {"error":{"message":"The server had an error","type":"server_error"}} | provider_api_error | server | true | HTTP 500 from openai-responses (server_error): The server had an error
            502 | <html><head><title>502 Bad Gateway</title></head></html> | provider_api_error | server | true | HTTP 502 from openai-responses: an HTML page: 502 Bad Gateway
            503 | `` | provider_api_error | server | true | HTTP 503 from openai-responses
            504 | upstream request timeout | provider_api_error | timeout | true | HTTP 504 from openai-responses: upstream request timeout
            200 | {"status":"failed","error":{"code":"rate_limit_exceeded","message":"Slow down"},"output":[]} | provider_rate_limited | rate_limit | true | an error inside the answer of openai-responses (rate_limit_exceeded): Slow down
            200 | {"status":"failed","error":{"code":"invalid_image_url","message":"Cannot fetch"},"output":[]} | provider_api_error | invalid_request | false | an error inside the answer of openai-responses (invalid_image_url): Cannot fetch
            200 | {"status":"failed","error":{"code":"image_content_policy_violation","message":"No"},"output":[]} | provider_api_error | content_policy | false | an error inside the answer of openai-responses (image_content_policy_violation): No
            200 | {"status":"failed","error":{"code":"invalid_prompt","message":"Malformed"},"output":[]} | provider_api_error | invalid_request | false | an error inside the answer of openai-responses (invalid_prompt): Malformed
            200 | {"status":"failed","error":{"code":"vector_store_timeout","message":"Late"},"output":[]} | provider_api_error | timeout | true | an error inside the answer of openai-responses (vector_store_timeout): Late
            200 | {"status":"failed","error":null,"output":[]} | provider_api_error | server | true | an error inside the answer of openai-responses (failed)
            200 | {"detail":"Unsupported"} | provider_api_error | invalid_request | false | an error inside the answer of openai-responses: Unsupported
            200 | `` | provider_api_error | truncated | true | the answer of openai-responses was cut off: it is empty
            200 | {"status":"completed","output":[{"type": | provider_api_error | truncated | true | the answer of openai-responses was cut off: its JSON ends too early
            """)
    void statusAndBodyBecomeOneException(
            int status, String body, String code, String reason, boolean retryable, String message) {
        LLMException e = failure(new MockResponse.Builder().code(status).body(body));
        assertThat(e.getMessage()).isEqualTo(message);
        assertThat(e.code().value()).isEqualTo(code);
        assertThat(e.reason().value()).isEqualTo(reason);
        assertThat(e.isRetryable()).isEqualTo(retryable);
        assertThat(e.provider()).contains("openai-responses");
        assertThat(e.providerStatus()).isEqualTo(status == 200 ? Optional.empty() : Optional.of(status));
        assertThat(e)
                .isInstanceOf(
                        status == 429 || reason.equals("rate_limit")
                                ? LLMRateLimitException.class
                                : LLMException.class);
        assertThat(e.toString() + e.toMap("id")).doesNotContain(StubProvider.KEY);
    }

    @Test
    void aPageInPlaceOfAnAnswerIsNoAnswer() {
        LLMException e = failure(new MockResponse.Builder().body("<html>Sign in to the hotel's network</html>"));
        assertThat(e.getMessage()).isEqualTo("the answer of openai-responses is malformed: it is an HTML page");
        assertThat(e.reason()).isEqualTo(FailureReason.MALFORMED);
    }

    @ParameterizedTest
    @CsvSource({
        "Retry-After, 7, 7000",
        "Retry-After, 0.5, 500",
        "retry-after-ms, 250, 250",
    })
    void theProviderSaysHowLongToWait(String header, String value, long millis) {
        LLMException e = failure(new MockResponse.Builder()
                .code(429)
                .setHeader(header, value)
                .setHeader("x-request-id", "req_9")
                .body("{\"error\":{\"message\":\"Slow down\"}}"));
        assertThat(e.retryAfter()).contains(Duration.ofMillis(millis));
        assertThat(e.details().providerRequestId()).contains("req_9");
    }

    @Test
    void theLimitThatIsUsedUpSaysHowLongToWaitWhereNothingElseDoes() {
        LLMException e = failure(new MockResponse.Builder()
                .code(429)
                .setHeader("x-ratelimit-remaining-requests", "12")
                .setHeader("x-ratelimit-reset-requests", "17ms")
                .setHeader("x-ratelimit-remaining-tokens", "0")
                .setHeader("x-ratelimit-reset-tokens", "1m12s")
                .body("{}"));
        assertThat(e.retryAfter()).contains(Duration.ofSeconds(72));
    }

    @Test
    void aRetryAfterDateCountsFromTheAnswersOwnDate() {
        LLMException e = failure(new MockResponse.Builder()
                .code(503)
                .setHeader("Date", "Wed, 01 Oct 2025 10:00:00 GMT")
                .setHeader("Retry-After", "Wed, 01 Oct 2025 10:00:30 GMT"));
        assertThat(e.retryAfter()).contains(Duration.ofSeconds(30));
    }

    @Test
    void aKeyThatTheProviderEchoesIsNotShown() {
        LLMException e = failure(new MockResponse.Builder()
                .code(401)
                .body("{\"error\":{\"message\":\"Wrong key " + StubProvider.KEY + "\"}}"));
        assertThat(e.getMessage()).contains("[REDACTED]").doesNotContain(StubProvider.KEY);
    }
}
