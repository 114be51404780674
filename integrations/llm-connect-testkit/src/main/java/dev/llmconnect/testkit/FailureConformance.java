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

/** What becomes of the provider's failures: which exception, with which details. */
abstract class FailureConformance extends AnswerConformance {
    @ParameterizedTest
    @EnumSource
    protected void aWrongKeyIsNotWorthAnotherTry(Way way) {
        LLMException failure = failureWith(way, error(401, "the key is not known here"));

        assertApiError(failure, 401, FailureReason.AUTHENTICATION, false);
        assertThat(failure.getMessage()).contains("the key is not known here");
    }

    @ParameterizedTest
    @EnumSource
    protected void aWrongRequestIsNotWorthAnotherTryAndTheProviderSaysWhy(Way way) {
        LLMException failure = failureWith(way, error(400, "kit_field is too odd"));

        assertThat(failure.getMessage()).contains("kit_field is too odd");
        assertThat(failure.isRetryable()).as("retryable").isFalse();
        assertWrongRequest(failure);
    }

    /** How a wrong request fails; a provider that is another llm-connect fails as that one's own callers would see it. */
    protected void assertWrongRequest(LLMException failure) {
        assertApiError(failure, 400, FailureReason.INVALID_REQUEST, false);
        assertThat(failure.details().providerMessage())
                .hasValueSatisfying(said -> assertThat(said).contains("kit_field is too odd"));
    }

    @ParameterizedTest
    @EnumSource
    protected void aRateLimitSaysHowLongToWait(Way way) {
        LLMException failure = failureWith(way, error(429, "too many requests").header("Retry-After", "7"));

        assertThat(failure).isInstanceOf(LLMRateLimitException.class);
        assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_RATE_LIMITED);
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7));
        assertThat(failure.providerStatus()).contains(429);
        assertThat(failure.isRetryable()).as("retryable").isTrue();
    }

    @ParameterizedTest
    @EnumSource
    protected void aFailureInsideTheProviderIsWorthAnotherTry(Way way) {
        assertApiError(failureWith(way, error(500, "it broke")), 500, FailureReason.SERVER, true);
    }

    @ParameterizedTest
    @EnumSource
    protected void anErrorPageOfAProxyIsAnErrorToo(Way way) {
        byte[] page = "<html><body><h1>502 Bad Gateway</h1></body></html>".getBytes(StandardCharsets.UTF_8);

        assertApiError(failureWith(way, Reply.of(502, "text/html", page)), 502, FailureReason.SERVER, true);
        assertApiError(failureWith(way, Reply.of(503, "text/plain", new byte[0])), 503, FailureReason.SERVER, true);
    }

    @ParameterizedTest
    @EnumSource
    protected void anAnswerThatIsNoneIsAnError(Way way) {
        for (String body : List.of("", " ", "{}", "[]", "null", "42", "\"text\"", "{", "<html>busy</html>", "\0\1\2")) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);

            LLMException failure = failureWith(way, Reply.of(200, "application/json", bytes));

            assertThat(failure).as("what an answer of <%s> fails with", body).isInstanceOf(LLMApiException.class);
            assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_API_ERROR);
        }
    }

    @ParameterizedTest
    @EnumSource
    protected void anErrorWithStatus200IsAnError(Way way) {
        Optional<Reply> reply = errorWithStatus200("it broke with a smile");
        assumeTrue(reply.isPresent(), "the provider sends no errors with status 200");

        LLMException failure = failureWith(way, reply.orElseThrow());

        assertThat(failure).isInstanceOf(LLMApiException.class);
        assertThat(failure.getMessage()).contains("it broke with a smile");
    }

    @Test
    protected void anErrorInTheMiddleOfAStreamEndsIt() {
        Optional<byte[]> event = errorInStream("it broke on the way");
        assumeTrue(event.isPresent(), "the provider sends no errors in streams");

        LLMException failure =
                failureWith(Way.STREAM, stream(ANSWER).orElseThrow().half().followedBy(event.orElseThrow()));

        assertThat(failure).isInstanceOf(LLMApiException.class);
        assertThat(failure.getMessage()).contains("it broke on the way");
    }

    @ParameterizedTest
    @EnumSource
    protected void aConnectionThatBreaksBeforeTheAnswerIsWorthAnotherTry(Way way) {
        for (Reply.Ending ending : List.of(Reply.Ending.CLOSED, Reply.Ending.RESET)) {
            assertUnreachable(failureWith(way, answer(ANSWER).first(0).ending(ending)));
        }
    }

    @ParameterizedTest
    @EnumSource
    protected void aProviderThatCannotBeReachedIsAnError(Way way) throws IOException {
        URI nobody;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = URI.create("http://127.0.0.1:" + free.getLocalPort() + ProviderStub.PATH);
        }

        assertUnreachable(failure(way, adapter(nobody, KEY), hello()));
    }

    /** How a call fails when the provider replies like this. */
    final LLMException failureWith(Way way, Reply reply) {
        stub.answer(request -> reply);
        return failure(way);
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
