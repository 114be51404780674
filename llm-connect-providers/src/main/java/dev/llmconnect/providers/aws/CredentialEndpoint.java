package dev.llmconnect.providers.aws;

import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMCall;
import dev.llmconnect.Redactor;
import dev.llmconnect.formats.failures.ErrorBodyFormat;
import dev.llmconnect.formats.failures.ProviderFailures;
import dev.llmconnect.formats.failures.UntrustedCertificateException;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonException;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.internal.BaseUrlText;
import dev.llmconnect.providers.credentials.CredentialHttp;
import dev.llmconnect.providers.http.HttpCall;
import dev.llmconnect.providers.http.HttpExchange;
import dev.llmconnect.providers.http.Network;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import okio.Buffer;

/**
 * An HTTP service that gives credentials: what goes wrong with it becomes a {@link NoCredentialsException} that names it. Immutable and
 * thread-safe.
 */
final class CredentialEndpoint {
    private static final int MAX_MESSAGE = 500;

    private final String name;
    private final CredentialHttp http;
    private final ProviderFailures failures;

    /**
     * A service.
     *
     * @param name for messages, such as {@code AWS STS}
     */
    CredentialEndpoint(String name, Network network, Duration timeout) {
        this.name = name;
        this.http = new CredentialHttp(network, timeout);
        this.failures = new ProviderFailures(name, ErrorBodyFormat.COMMON, "");
    }

    String name() {
        return name;
    }

    /** The body of the answer 200 to a request. */
    Buffer ask(HttpCall call, LLMCall request) throws NoCredentialsException {
        Answer answer;
        try {
            answer = http.send(
                    call,
                    request,
                    exchange -> exchange.status() == 200
                            ? new Answer(200, exchange.body())
                            : new Answer(exchange.status(), errorBody(exchange)));
        } catch (IOException e) {
            throw unreachable(call, e, request);
        }
        if (answer.status != 200) {
            throw refused(answer);
        }
        return answer.body;
    }

    /** The JSON of the answer 200 to a request. */
    JsonNode askForJson(HttpCall call, LLMCall request) throws NoCredentialsException {
        Buffer body = ask(call, request);
        try {
            return Json.read(body);
        } catch (JsonException e) {
            throw new NoCredentialsException(
                    name + " returned an answer that is not JSON", FailureReason.MALFORMED, null);
        }
    }

    private record Answer(int status, Buffer body) {}

    private static Buffer errorBody(HttpExchange exchange) {
        return exchange.errorBody();
    }

    private NoCredentialsException unreachable(HttpCall call, IOException e, LLMCall request) {
        boolean ofTheCall = request.cancellation().isCancelled()
                || Thread.currentThread().isInterrupted()
                || request.deadline().isExpired();
        if (ofTheCall) {
            throw failures.unreachable(e, request);
        }
        if (e instanceof UntrustedCertificateException) {
            return new NoCredentialsException(
                    "the certificate of " + name + " is " + e.getMessage(), FailureReason.CONNECTION, null);
        }
        return new NoCredentialsException(
                name + " at " + BaseUrlText.host(call.url()) + " cannot be reached: " + Redactor.redact(e.toString()),
                FailureReason.CONNECTION,
                null);
    }

    private NoCredentialsException refused(Answer answer) {
        AwsError error = AwsError.read(answer.body);
        String code = error.code();
        String message = error.message();
        FailureReason reason;
        if (answer.status == 429 || code.toLowerCase(Locale.ROOT).contains("throttl")) {
            reason = FailureReason.RATE_LIMIT;
        } else if (answer.status >= 500 || code.equals("IDPCommunicationError")) {
            reason = FailureReason.SERVER;
        } else {
            reason = FailureReason.AUTHENTICATION;
        }
        return new NoCredentialsException(
                name + " answered HTTP " + answer.status + (code.isEmpty() ? "" : " (" + code + ")")
                        + (message.isEmpty() ? "" : ": " + Redactor.redact(message, MAX_MESSAGE)),
                reason,
                answer.status);
    }
}
