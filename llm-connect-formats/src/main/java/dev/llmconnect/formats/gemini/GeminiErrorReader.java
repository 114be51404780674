package dev.llmconnect.formats.gemini;

import static dev.llmconnect.FailureReason.AUTHENTICATION;
import static dev.llmconnect.FailureReason.CONTEXT_LENGTH;
import static dev.llmconnect.FailureReason.NOT_FOUND;
import static dev.llmconnect.FailureReason.PERMISSION;
import static dev.llmconnect.FailureReason.QUOTA;
import static dev.llmconnect.FailureReason.SERVER;

import dev.llmconnect.FailureReason;
import dev.llmconnect.formats.failures.ErrorBody;
import dev.llmconnect.formats.failures.ErrorBodyFormat;
import dev.llmconnect.formats.failures.RetryAfter;
import dev.llmconnect.formats.json.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Errors in the model of {@code google.rpc.Status}: {@code code}, {@code message}, {@code status}, and typed {@code details}, which
 * tell more than these do: a wrong key is a 400 whose details say {@code API_KEY_INVALID}, and how long to wait stands in
 * {@code RetryInfo} and in no header.
 *
 * <p>Source: <a href="https://google.aip.dev/193">Google's AIP-193</a>, and
 * <a href="https://github.com/googleapis/googleapis/blob/master/google/api/error_reason.proto">its list of reasons</a>.
 */
final class GeminiErrorReader implements ErrorBodyFormat {
    static final GeminiErrorReader INSTANCE = new GeminiErrorReader();

    private static final Set<String> WRONG_CREDENTIALS = Set.of(
            "API_KEY_INVALID",
            "CREDENTIALS_MISSING",
            "ACCESS_TOKEN_EXPIRED",
            "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
            "ACCESS_TOKEN_TYPE_UNSUPPORTED",
            "ACCOUNT_STATE_INVALID");

    private static final Pattern PLEASE_RETRY = Pattern.compile("retry in (\\d{1,9}(?:\\.\\d{1,12})?)s");

    private GeminiErrorReader() {}

    /** As the common shape, with the more telling {@code reason} of the details for its code. */
    @Override
    public ErrorBody read(JsonNode body) {
        ErrorBody error = ErrorBody.of(body);
        return details(error, "ErrorInfo").stream()
                .flatMap(info -> info.filled("reason").stream())
                .findFirst()
                .map(reason -> new ErrorBody(
                        reason, error.type(), error.message(), error.requestId(), error.status(), error.json()))
                .orElse(error);
    }

    @Override
    public Optional<FailureReason> reason(int status, ErrorBody error) {
        String said = error.message().toLowerCase(Locale.ROOT);
        if (WRONG_CREDENTIALS.contains(error.code()) || said.contains("unregistered callers")) {
            return Optional.of(AUTHENTICATION);
        }
        if (said.contains("input token count") && said.contains("exceeds the maximum")) {
            return Optional.of(CONTEXT_LENGTH);
        }
        if (said.contains("cachedcontent not found")) {
            // A 403, so as not to tell whether it exists.
            return Optional.of(NOT_FOUND);
        }
        return switch (error.type()) {
            // Where one is, or that billing is off: neither the key nor the request is wrong.
            case "FAILED_PRECONDITION" -> Optional.of(PERMISSION);
            case "CANCELLED", "ABORTED" -> Optional.of(SERVER);
            case "RESOURCE_EXHAUSTED" -> usedUp(error) ? Optional.of(QUOTA) : Optional.empty();
            default -> Optional.empty();
        };
    }

    @Override
    public Optional<Duration> pause(Function<String, Optional<String>> headers, ErrorBody error) {
        return details(error, "RetryInfo").stream()
                .flatMap(info -> info.filled("retryDelay").stream())
                .flatMap(delay -> RetryAfter.seconds(delay).stream())
                .findFirst()
                .or(() -> pauseInWords(error.message()));
    }

    private static Optional<Duration> pauseInWords(String message) {
        Matcher words = PLEASE_RETRY.matcher(message);
        return words.find() ? RetryAfter.seconds(words.group(1)) : Optional.empty();
    }

    /** A quota for the whole day, or one of 0, does not come back while anybody waits, whatever {@code retryDelay} says. */
    private static boolean usedUp(ErrorBody error) {
        return details(error, "QuotaFailure").stream()
                .flatMap(failure -> failure.items("violations").stream())
                .anyMatch(violation -> violation.textOrEmpty("quotaId").contains("PerDay")
                        || violation.scalar("quotaValue").filter("0"::equals).isPresent());
    }

    private static List<JsonNode> details(ErrorBody error, String type) {
        return error.json().get("error").items("details").stream()
                .filter(detail -> detail.textOrEmpty("@type").endsWith("." + type))
                .toList();
    }
}
