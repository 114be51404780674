package dev.llmconnect.formats.messages;

import dev.llmconnect.FailureReason;
import dev.llmconnect.formats.failures.ErrorBody;
import dev.llmconnect.formats.failures.ErrorBodyFormat;
import dev.llmconnect.formats.json.JsonNode;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Anthropic's words for failures, and its rate-limit headers, which name the moment (RFC 3339) at which a limit is full again.
 *
 * <p>Source: <a href="https://platform.claude.com/docs/en/api/errors">errors</a>,
 * <a href="https://platform.claude.com/docs/en/api/rate-limits#response-headers">rate limits</a>.
 */
public final class MessagesErrorReader implements ErrorBodyFormat {
    public static final MessagesErrorReader INSTANCE = new MessagesErrorReader();

    private static final List<String> LIMITS = List.of("requests", "tokens", "input-tokens", "output-tokens");

    private MessagesErrorReader() {}

    /** With the word for the cause, where Anthropic tells it, as the code. */
    @Override
    public ErrorBody read(JsonNode body) {
        ErrorBody error = ErrorBody.of(body);
        return error.json()
                .get("error")
                .get("details")
                .filled("error_code")
                .map(code -> new ErrorBody(
                        code, error.type(), error.message(), error.requestId(), error.status(), error.json()))
                .orElse(error);
    }

    @Override
    public Optional<FailureReason> reason(int status, ErrorBody error) {
        if (error.message().contains("blocked by content filtering")) {
            return Optional.of(FailureReason.CONTENT_POLICY);
        }
        return switch (error.type()) {
            case "billing_error" -> Optional.of(FailureReason.QUOTA);
            case "overloaded_error" -> Optional.of(FailureReason.SERVER);
            case "timeout_error" -> Optional.of(FailureReason.TIMEOUT);
            default -> Optional.empty();
        };
    }

    /** Until the last of the limits that are used up is full again, counted from the {@code Date} of the answer if it has one. */
    @Override
    public Optional<Duration> pause(Function<String, Optional<String>> headers, ErrorBody error, Clock clock) {
        Instant now =
                headers.apply("Date").flatMap(MessagesErrorReader::httpDate).orElseGet(clock::instant);
        return LIMITS.stream()
                .map(limit -> "anthropic-ratelimit-" + limit)
                .filter(limit -> headers.apply(limit + "-remaining")
                        .filter(left -> left.strip().equals("0"))
                        .isPresent())
                .flatMap(limit -> headers.apply(limit + "-reset").stream())
                .flatMap(moment -> instant(moment).stream())
                .max(Comparator.naturalOrder())
                .map(full -> Duration.between(now, full))
                .filter(pause -> !pause.isNegative() && !pause.isZero());
    }

    private static Optional<Instant> instant(String rfc3339) {
        try {
            return Optional.of(DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(rfc3339.strip(), Instant::from));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> httpDate(String date) {
        try {
            return Optional.of(ZonedDateTime.parse(date.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
