package dev.llmconnect.providers.openai;

import dev.llmconnect.providers.http.ErrorBody;
import dev.llmconnect.providers.http.ErrorFormat;
import dev.llmconnect.providers.http.RetryAfter;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rate-limit headers of OpenAI and those who copy it: what is used up, and when it is full again, as Go writes a duration
 * ({@code 1m12s}, {@code 17ms}) or in seconds. OpenRouter's is the moment itself, in milliseconds since 1970.
 */
final class OpenAIErrors implements ErrorFormat {
    static final OpenAIErrors INSTANCE = new OpenAIErrors();

    private static final Pattern GO_DURATION = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|us|µs|ns|h|m|s)");
    private static final long EPOCH_MILLIS = 1_000_000_000_000L;

    private OpenAIErrors() {}

    @Override
    public Optional<Duration> pause(Function<String, Optional<String>> headers, ErrorBody error) {
        return reset(headers, "-requests")
                .or(() -> reset(headers, "-tokens"))
                .or(() -> reset(headers, ""))
                .or(() -> bodyHeaders(error).flatMap(OpenAIErrors::duration));
    }

    /** Only a limit that is used up says how long to wait. */
    private static Optional<Duration> reset(Function<String, Optional<String>> headers, String which) {
        return headers.apply("x-ratelimit-remaining" + which)
                .filter(left -> left.strip().equals("0"))
                .flatMap(none -> headers.apply("x-ratelimit-reset" + which))
                .flatMap(OpenAIErrors::duration);
    }

    /** OpenRouter repeats its headers in the body of an error. */
    private static Optional<String> bodyHeaders(ErrorBody error) {
        return error.json().get("error").get("metadata").get("headers").scalar("X-RateLimit-Reset");
    }

    static Optional<Duration> duration(String text) {
        Optional<Duration> seconds = RetryAfter.seconds(text);
        if (seconds.isPresent()) {
            return seconds.get().toSeconds() * 1000 >= EPOCH_MILLIS || isEpoch(text) ? untilEpochMillis(text) : seconds;
        }
        Matcher part = GO_DURATION.matcher(text.strip());
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
        return end == text.strip().length() && !sum.isZero() ? Optional.of(sum) : Optional.empty();
    }

    private static boolean isEpoch(String text) {
        String digits = text.strip();
        return digits.length() == 13 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static Optional<Duration> untilEpochMillis(String text) {
        long millis = Long.parseLong(text.strip()) - System.currentTimeMillis();
        return millis > 0 ? Optional.of(Duration.ofMillis(millis)) : Optional.empty();
    }
}
