package dev.llmconnect.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.llmconnect.ErrorCode;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRateLimitException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of provider failures: exception types and details. */
abstract class FailureConformance extends AnswerConformance {
    @ParameterizedTest
    @EnumSource
    protected void aWrongKeyIsNotWorthAnotherTry(CallMode mode) {
        LLMException failure = failureWith(mode, error(401, "the key is not known here"));

        assertApiError(failure, 401, FailureReason.AUTHENTICATION, false);
        assertThat(failure.getMessage()).contains("the key is not known here");
    }

    @ParameterizedTest
    @EnumSource
    protected void aWrongRequestIsNotWorthAnotherTryAndTheProviderSaysWhy(CallMode mode) {
        LLMException failure = failureWith(mode, error(400, "kit_field is too odd"));

        assertThat(failure.getMessage()).contains("kit_field is too odd");
        assertThat(failure.isRetryable()).as("retryable").isFalse();
        assertWrongRequest(failure);
    }

    /**
     * Asserts the failure of an invalid request. Override for a provider that is another llm-connect server, whose failures are
     * those of its own callers.
     */
    protected void assertWrongRequest(LLMException failure) {
        assertApiError(failure, 400, FailureReason.INVALID_REQUEST, false);
        assertThat(failure.details().providerMessage())
                .hasValueSatisfying(said -> assertThat(said).contains("kit_field is too odd"));
    }

    @ParameterizedTest
    @EnumSource
    protected void aRateLimitSaysHowLongToWait(CallMode mode) {
        LLMException failure = failureWith(mode, error(429, "too many requests").header("Retry-After", "7"));

        assertThat(failure).isInstanceOf(LLMRateLimitException.class);
        assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_RATE_LIMITED);
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7));
        assertThat(failure.providerStatus()).contains(429);
        assertThat(failure.isRetryable()).as("retryable").isTrue();
    }

    @ParameterizedTest
    @EnumSource
    protected void aFailureInsideTheProviderIsWorthAnotherTry(CallMode mode) {
        assertApiError(failureWith(mode, error(500, "it broke")), 500, FailureReason.SERVER, true);
    }

    @ParameterizedTest
    @EnumSource
    protected void anErrorPageOfAProxyIsAnErrorToo(CallMode mode) {
        byte[] page = "<html><body><h1>502 Bad Gateway</h1></body></html>".getBytes(StandardCharsets.UTF_8);

        assertApiError(failureWith(mode, Reply.of(502, "text/html", page)), 502, FailureReason.SERVER, true);
        assertApiError(failureWith(mode, Reply.of(503, "text/plain", new byte[0])), 503, FailureReason.SERVER, true);
    }

    @ParameterizedTest
    @EnumSource
    protected void anAnswerThatIsNoneIsAnError(CallMode mode) {
        for (String body : List.of("", " ", "{}", "[]", "null", "42", "\"text\"", "{", "<html>busy</html>", "\0\1\2")) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);

            LLMException failure = failureWith(mode, Reply.of(200, "application/json", bytes));

            assertThat(failure).as("what an answer of <%s> fails with", body).isInstanceOf(LLMApiException.class);
            assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_API_ERROR);
        }
    }

    @ParameterizedTest
    @EnumSource
    protected void anErrorWithStatus200IsAnError(CallMode mode) {
        Optional<Reply> reply = errorWithStatus200("it broke with a smile");
        assumeTrue(reply.isPresent(), "the provider sends no errors with status 200");

        LLMException failure = failureWith(mode, reply.orElseThrow());

        assertThat(failure).isInstanceOf(LLMApiException.class);
        assertThat(failure.getMessage()).contains("it broke with a smile");
    }

    @Test
    protected void anErrorInTheMiddleOfAStreamEndsIt() {
        Optional<byte[]> event = errorInStream("it broke on the way");
        assumeTrue(event.isPresent(), "the provider sends no errors in streams");

        LLMException failure =
                failureWith(CallMode.STREAM, stream(ANSWER).orElseThrow().half().followedBy(event.orElseThrow()));

        assertThat(failure).isInstanceOf(LLMApiException.class);
        assertThat(failure.getMessage()).contains("it broke on the way");
    }

    @ParameterizedTest
    @EnumSource
    protected void aConnectionThatBreaksBeforeTheAnswerIsWorthAnotherTry(CallMode mode) {
        for (Reply.Ending ending : List.of(Reply.Ending.CLOSED, Reply.Ending.RESET)) {
            assertUnreachable(failureWith(mode, answer(ANSWER).first(0).ending(ending)));
        }
    }

    @ParameterizedTest
    @EnumSource
    protected void aProviderThatCannotBeReachedIsAnError(CallMode mode) throws IOException {
        URI nobody;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = URI.create("http://127.0.0.1:" + free.getLocalPort() + ProviderStub.PATH);
        }

        assertUnreachable(failure(mode, adapter(nobody, KEY), hello()));
    }

    /** Returns the failure of a call to which the provider sends this reply. */
    final LLMException failureWith(CallMode mode, Reply reply) {
        stub.answer(request -> reply);
        return failure(mode);
    }

    private void assertApiError(LLMException failure, int status, FailureReason reason, boolean retryable) {
        assertThat(failure).isInstanceOf(LLMApiException.class);
        assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_API_ERROR);
        assertThat(failure.providerStatus()).as("the provider's status").contains(status);
        assertThat(failure.provider()).as("the provider").contains(provider());
        assertThat(failure.reason()).as("the reason").isEqualTo(reason);
        assertThat(failure.isRetryable()).as("retryable").isEqualTo(retryable);
        assertThat(failure).as("the message").message().isNotBlank();
    }

    private static void assertUnreachable(LLMException failure) {
        assertThat(failure).isInstanceOf(LLMApiException.class);
        assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_API_ERROR);
        assertThat(failure.providerStatus()).as("the provider's status").isEmpty();
        assertThat(failure.isRetryable()).as("retryable").isTrue();
    }
}
