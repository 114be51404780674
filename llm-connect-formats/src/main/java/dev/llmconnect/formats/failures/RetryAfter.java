package dev.llmconnect.formats.failures;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Function;

/** How long a provider asks to wait. */
public final class RetryAfter {
    private static final Duration MAX_DELAY = Duration.ofDays(30);

    private final Clock clock;

    /** Dates count from this clock where the answer has no {@code Date} of its own. */
    public RetryAfter(Clock clock) {
        this.clock = clock;
    }

    /**
     * The pause that {@code retry-after-ms} or {@code Retry-After} (seconds or a date) asks for; one of 0 or less counts as none.
     *
     * @param headers gives a header by its name
     */
    public Optional<Duration> of(Function<String, Optional<String>> headers) {
        return headers.apply("retry-after-ms")
                .flatMap(text -> amount(text, 1_000_000))
                .or(() -> headers.apply("Retry-After")
                        .flatMap(text -> seconds(text).or(() -> until(text, headers.apply("Date")))));
    }

    /** A number of seconds, with a fraction or with an {@code s} behind it. */
    public static Optional<Duration> seconds(String text) {
        String number = text.strip();
        return amount(number.endsWith("s") ? number.substring(0, number.length() - 1) : number, 1_000_000_000);
    }

    private static Optional<Duration> amount(String text, long nanosEach) {
        try {
            BigDecimal number = new BigDecimal(text.strip());
            if (number.signum() <= 0 || number.precision() - number.scale() > 15) {
                return Optional.empty();
            }
            BigDecimal nanos =
                    number.multiply(BigDecimal.valueOf(nanosEach)).min(BigDecimal.valueOf(MAX_DELAY.toNanos()));
            return Optional.of(Duration.ofNanos(nanos.longValue()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private Optional<Duration> until(String date, Optional<String> now) {
        return instant(date).flatMap(then -> {
            Instant from = now.flatMap(RetryAfter::instant).orElseGet(clock::instant);
            Duration pause = Duration.between(from, then);
            return pause.isNegative() || pause.isZero() ? Optional.empty() : Optional.of(pause);
        });
    }

    private static Optional<Instant> instant(String date) {
        try {
            return Optional.of(ZonedDateTime.parse(date.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
