package dev.llmconnect.formats.failures;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.Redactor;
import dev.llmconnect.formats.framing.BodyTooLargeException;
import dev.llmconnect.formats.framing.Frame;
import dev.llmconnect.formats.framing.StreamLimits;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonException;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.spi.ProviderSetting;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * The one place where what a provider did wrong becomes an exception. Thread-safe. Every method returns the exception for the caller
 * to throw.
 */
public final class ProviderFailures {
    private static final List<String> REQUEST_ID_HEADERS = List.of(
            "x-request-id",
            "request-id",
            "x-amzn-requestid",
            "apim-request-id",
            "x-ms-request-id",
            "x-goog-request-id",
            "cf-ray");

    /** What OkHttp says when less comes than was announced. */
    private static final String CUT_OFF = "unexpected end of stream";

    private static final int MAX_QUOTE_LENGTH = 200;

    private final String provider;
    private final ErrorBodyFormat format;
    private final String keyHint;
    private final Clock clock;
    private final RetryAfter retryAfter;

    /**
     * Failures of one provider.
     *
     * @param keyHint what to do about a key that is refused, for example {@code check OPENAI_API_KEY}; may be empty
     */
    public ProviderFailures(String provider, ErrorBodyFormat format, String keyHint) {
        this(provider, format, keyHint, Clock.systemUTC());
    }

    /**
     * Failures of one provider.
     *
     * @param keyHint what to do about a key that is refused, for example {@code check OPENAI_API_KEY}; may be empty
     * @param clock from which a moment that the provider names is counted
     */
    public ProviderFailures(String provider, ErrorBodyFormat format, String keyHint, Clock clock) {
        this.provider = provider;
        this.format = format;
        this.keyHint = keyHint;
        this.clock = clock;
        this.retryAfter = new RetryAfter(clock);
    }

    /** The provider's own id of the request, from the headers all providers use; not redacted yet. */
    public static Optional<String> requestId(Function<String, Optional<String>> headers) {
        for (String name : REQUEST_ID_HEADERS) {
            Optional<String> id = headers.apply(name).filter(text -> !text.isBlank());
            if (id.isPresent()) {
                return id;
            }
        }
        return Optional.empty();
    }

    /**
     * An answer whose status is not a success. Reads the status before anything else, whatever the body claims to be.
     *
     * @param headers gives a header by its name
     */
    public LLMException refused(int status, Supplier<Buffer> errorBody, Function<String, Optional<String>> headers) {
        if (status >= 300 && status < 400) {
            return redirected(status, headers.apply("Location"));
        }
        ErrorBody body = ErrorBody.parse(errorBody.get());
        ErrorBody error = body.json().exists() ? format.read(body.json()) : body;
        return failed(status, status, error, headers);
    }

    /** An error inside an answer or a stream whose status was a success. */
    public LLMException reported(JsonNode body) {
        ErrorBody error = withWords(format.read(body), body);
        Integer inner = error.status() != null && error.status() >= 400 ? error.status() : null;
        return failed(inner, inner == null ? 200 : inner, error, name -> Optional.empty());
    }

    /** Where no field of a known name says anything, whatever was sent is shown. */
    private static ErrorBody withWords(ErrorBody error, JsonNode body) {
        if (!error.message().isEmpty()) {
            return error;
        }
        String words =
                ErrorBody.anyWords(body).orElseGet(() -> Redactor.redact(Json.text(body.raw()), MAX_QUOTE_LENGTH));
        return new ErrorBody(
                error.code(),
                error.type(),
                words.equals(error.code()) ? "" : words,
                error.requestId(),
                error.status(),
                error.json());
    }

    /** An event of a stream by whose name the provider says that it failed, with whatever data: JSON, a sentence, or nothing. */
    public LLMException reported(Frame event) {
        ErrorBody body = ErrorBody.parse(new Buffer().write(event.data()));
        if (body.json().isObject() || body.json().isArray()) {
            return reported(body.json());
        }
        return failed(null, 200, body, name -> Optional.empty());
    }

    /**
     * A body, or an event, with a status of success that is no answer: the provider's own words where there are any.
     *
     * @param what in what it is no answer
     */
    public LLMException noAnswer(JsonNode body, String what) {
        ErrorBody error = format.read(body);
        if (!error.message().isEmpty() || !error.code().isEmpty()) {
            return reported(body);
        }
        Optional<String> words = ErrorBody.anyWords(body);
        return words.isPresent()
                ? failed(null, 200, new ErrorBody("", "", words.get(), null, null, body), name -> Optional.empty())
                : malformed(what + "; it is: " + Redactor.redact(Json.text(body.raw()), MAX_QUOTE_LENGTH));
    }

    /** Whether an event that is no part of an answer says in words what went wrong. */
    public boolean hasWords(JsonNode event) {
        return ErrorBody.anyWords(event).isPresent();
    }

    /** A failure as that status would give it, for providers that imitate one. */
    public LLMException imitated(int status, String message, @Nullable Duration retryAfter) {
        ErrorBody error = new ErrorBody("", "", message, null, null, JsonNode.MISSING);
        Optional<String> pause = Optional.ofNullable(retryAfter).map(time -> String.valueOf(time.toMillis()));
        return failed(status, status, error, name -> name.equals("retry-after-ms") ? pause : Optional.empty());
    }

    private LLMException failed(
            @Nullable Integer shown, int status, ErrorBody error, Function<String, Optional<String>> headers) {
        ErrorBody known = format.code(headers)
                .map(code ->
                        new ErrorBody(code, code, error.message(), error.requestId(), error.status(), error.json()))
                .orElse(error);
        FailureReason reason = format.reason(status, known).orElseGet(() -> FailureReasons.of(status, known));
        Duration pause = retryAfter
                .of(headers)
                .or(() -> format.pause(headers, known, clock))
                .orElse(null);
        ErrorDetails details = ErrorDetails.builder()
                .provider(provider)
                .providerStatus(shown)
                .providerCode(known.code().isEmpty() ? null : known.code())
                .providerMessage(known.message().isEmpty() ? null : known.message())
                .providerParam(known.json().get("error").filled("param").orElse(null))
                .providerRequestId(requestId(headers).orElse(known.requestId()))
                .retryAfter(pause)
                .reason(reason)
                .retryable(retryable(headers, reason))
                .build();
        Optional<LLMException> thrown = format.thrown(known, details);
        if (thrown.isPresent()) {
            return thrown.get();
        }
        String message = (shown == null ? "an error inside the answer of " : "HTTP " + shown + " from ")
                + provider
                + (known.code().isEmpty() ? "" : " (" + known.code() + ")")
                + (known.message().isEmpty() ? "" : ": " + known.message())
                + (reason.equals(FailureReason.AUTHENTICATION) && !keyHint.isEmpty() ? "; " + keyHint : "");
        return status == 429 || reason.equals(FailureReason.RATE_LIMIT)
                ? new LLMRateLimitException(message, null, details)
                : new LLMApiException(message, null, details);
    }

    /** A provider that says itself whether to ask again is believed, but never where money has run out. */
    private static @Nullable Boolean retryable(Function<String, Optional<String>> headers, FailureReason reason) {
        if (reason.equals(FailureReason.QUOTA)) {
            return false;
        }
        return headers.apply("x-should-retry")
                .filter(word -> word.equals("true") || word.equals("false"))
                .map(Boolean::valueOf)
                .orElse(null);
    }

    private LLMException redirected(int status, Optional<String> location) {
        String to = location.map(url -> " to " + url).orElse("");
        return new LLMApiException(
                "HTTP " + status + " from " + provider + ": a redirect" + to
                        + " is not followed, because it would forward the key; correct the base URL",
                null,
                details(FailureReason.OTHER).providerStatus(status).build());
    }

    /** No answer, or one that broke off while it was read. */
    public LLMException unreachable(IOException cause, LLMCall request) {
        if (request.cancellation().isCancelled()) {
            return new LLMCancelledException(
                    "the caller has gone away",
                    cause,
                    details(FailureReason.OTHER).build());
        }
        // A socket that is closed by an interrupt fails in the same ways as one that the provider closes.
        if (Thread.currentThread().isInterrupted()) {
            return new LLMCancelledException(
                    "the calling thread was interrupted",
                    cause,
                    details(FailureReason.OTHER).build());
        }
        if (request.deadline().isExpired()) {
            return timeout(
                    "the deadline passed while waiting for " + provider + " (timeout "
                            + LLMException.formatDuration(request.config().timeout()) + ")",
                    cause);
        }
        if (cause instanceof BodyTooLargeException) {
            return api(
                    "the answer of " + provider + " is refused: " + cause.getMessage() + "; "
                            + StreamLimits.MAX_ANSWER_BYTES + " sets the limit",
                    cause,
                    FailureReason.TOO_LARGE);
        }
        if (cause instanceof InterruptedIOException
                && !String.valueOf(cause.getMessage()).contains("onnect")) {
            return timeout(provider + " sent nothing for too long", cause);
        }
        boolean wrongProtocol = cause instanceof ProtocolException;
        boolean cut = cause instanceof EOFException || (wrongProtocol && CUT_OFF.equals(cause.getMessage()));
        if (cut || wrongProtocol) {
            String detail = cause.getMessage() == null ? "" : ": " + cause.getMessage();
            return api(
                    "the answer of " + provider + (cut ? " ended before its end" : " is not HTTP") + detail,
                    cause,
                    cut ? FailureReason.TRUNCATED : FailureReason.MALFORMED);
        }
        if (cause instanceof UntrustedCertificateException untrusted) {
            return untrusted(untrusted);
        }
        return api("the connection to " + provider + " failed: " + cause, cause, FailureReason.CONNECTION);
    }

    private LLMException untrusted(UntrustedCertificateException cause) {
        String hint = "; name the file of another authority in LLM_CONNECT_" + ProviderSetting.variablePart(provider)
                + "_CA_FILE or SSL_CERT_FILE";
        return api(
                "the certificate of " + provider + " is " + cause.getMessage() + (cause.byDefaults() ? hint : ""),
                cause,
                FailureReason.CONNECTION);
    }

    /** The answer to a request would be larger than what is read; to be thrown before anybody is asked. */
    public LLMException wouldBeTooLarge(String what) {
        return new LLMInvalidRequestException(
                "the answer of " + provider + " would be too large: " + what,
                null,
                details(FailureReason.INVALID_REQUEST).build());
    }

    /** The answer ended without the sign that it was complete. */
    public LLMException truncated(String what) {
        return api("the answer of " + provider + " was cut off: " + what, null, FailureReason.TRUNCATED);
    }

    /** The answer is not what the format allows. */
    public LLMException malformed(String what) {
        return api("the answer of " + provider + " is malformed: " + what, null, FailureReason.MALFORMED);
    }

    /** An event of the answer is no JSON: one that is whole is not a sign of an answer that was cut off. */
    public LLMException malformed(Frame event, JsonException cause) {
        return event.isWhole() ? malformed(String.valueOf(cause.getMessage())) : malformed(cause);
    }

    /** The answer, or its last event, is no JSON. */
    public LLMException malformed(JsonException cause) {
        return cause.truncated() ? truncated("its JSON ends too early") : malformed(String.valueOf(cause.getMessage()));
    }

    /** The whole answer is no JSON. */
    public LLMException notJson(Buffer body, JsonException cause) {
        if (body.exhausted()) {
            return truncated("it is empty");
        }
        ErrorBody text = ErrorBody.parse(body);
        boolean isPage = text.message().startsWith(ErrorBody.PAGE);
        return cause.truncated() && !isPage
                ? malformed(cause)
                : malformed(
                        isPage ? "it is " + text.message() : cause.getMessage() + "; it begins with: " + head(text));
    }

    private static String head(ErrorBody text) {
        return Redactor.redact(text.message(), MAX_QUOTE_LENGTH);
    }

    private LLMApiException api(String message, @Nullable Throwable cause, FailureReason reason) {
        return new LLMApiException(message, cause, details(reason).build());
    }

    private LLMTimeoutException timeout(String message, Throwable cause) {
        return new LLMTimeoutException(
                message, cause, details(FailureReason.TIMEOUT).build());
    }

    private ErrorDetails.Builder details(FailureReason reason) {
        return ErrorDetails.builder().provider(provider).reason(reason);
    }
}
