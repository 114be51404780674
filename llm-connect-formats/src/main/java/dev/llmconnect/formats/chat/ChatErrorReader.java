package dev.llmconnect.formats.chat;

import dev.llmconnect.formats.failures.ErrorBody;
import dev.llmconnect.formats.failures.ErrorBodyFormat;
import dev.llmconnect.formats.failures.RetryAfter;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonException;
import dev.llmconnect.formats.json.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rate-limit headers of OpenAI and those who copy it: what is used up, and when it is full again, as Go writes a duration
 * ({@code 1m12s}, {@code 17ms}), in seconds, or as the moment itself, in seconds or milliseconds since 1970 (OpenRouter). And what
 * OpenRouter passes on of the provider behind it.
 */
final class ChatErrorReader implements ErrorBodyFormat {
    static final ChatErrorReader INSTANCE = new ChatErrorReader();

    private static final Pattern GO_DURATION = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|us|µs|ns|h|m|s)");
    /** Ten digits are seconds since 1970, thirteen are milliseconds; nobody asks to wait that long. */
    private static final Pattern MOMENT = Pattern.compile("\\d{10}(\\d{3})?");

    private ChatErrorReader() {}

    @Override
    public ErrorBody read(JsonNode body) {
        ErrorBody error = ErrorBody.of(body);
        JsonNode behind = body.get("error").get("metadata");
        String said = behind.filled("raw").map(ChatErrorReader::words).orElse("");
        if (said.isEmpty() || error.message().contains(said)) {
            return error;
        }
        String who = behind.filled("provider_name").map(name -> name + ": ").orElse("");
        String message = error.message().isEmpty() ? who + said : error.message() + ": " + who + said;
        return new ErrorBody(error.code(), error.type(), message, error.requestId(), error.status(), error.json());
    }

    /** The provider's own error is passed on as text, which often is JSON. */
    private static String words(String raw) {
        try {
            String message = ErrorBody.of(Json.read(raw)).message();
            return message.isEmpty() ? raw.strip() : message;
        } catch (JsonException e) {
            // A sentence.
            return raw.strip();
        }
    }

    @Override
    public Optional<Duration> pause(Function<String, Optional<String>> headers, ErrorBody error, Clock clock) {
        return List.of("-requests", "-tokens", "").stream()
                .flatMap(which -> reset(headers, which).stream())
                .findFirst()
                .or(() -> bodyHeaders(error))
                .flatMap(text -> duration(text, clock));
    }

    /** Only a limit that is used up says how long to wait. */
    private static Optional<String> reset(Function<String, Optional<String>> headers, String which) {
        return headers.apply("x-ratelimit-remaining" + which)
                .filter(left -> left.strip().equals("0"))
                .flatMap(none -> headers.apply("x-ratelimit-reset" + which));
    }

    /** OpenRouter repeats its headers in the body of an error. */
    private static Optional<String> bodyHeaders(ErrorBody error) {
        return error.json().get("error").get("metadata").get("headers").scalar("X-RateLimit-Reset");
    }

    static Optional<Duration> duration(String text, Clock clock) {
        String given = text.strip();
        if (MOMENT.matcher(given).matches()) {
            long number = Long.parseLong(given);
            Instant then = given.length() == 10 ? Instant.ofEpochSecond(number) : Instant.ofEpochMilli(number);
            return Optional.of(Duration.between(clock.instant(), then)).filter(pause -> !pause.isNegative());
        }
        return RetryAfter.seconds(given).or(() -> goDuration(given));
    }

    private static Optional<Duration> goDuration(String text) {
        Matcher part = GO_DURATION.matcher(text);
        Duration sum = Duration.ZERO;
        int end = 0;
        while (part.find() && part.start() == end) {
            end = part.end();
            double amount = Double.parseDouble(part.group(1));
            sum = sum.plusNanos((long) (amount
                    * switch (part.group(2)) {
                        case "h" -> 3_600_000_000_000d;
                        case "m" -> 60_000_000_000d;
                        case "s" -> 1_000_000_000d;
                        case "ms" -> 1_000_000d;
                        case "ns" -> 1d;
                        default -> 1_000d;
                    }));
        }
        return end == text.length() && !sum.isZero() ? Optional.of(sum) : Optional.empty();
    }
}
