package dev.llmconnect.server.admin;

import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.Redactor;
import dev.llmconnect.server.HttpRequest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads query parameters; one that is wrong is refused with what is accepted. */
final class QueryReader {
    private static final Pattern AGO = Pattern.compile("(\\d{1,5})([smhd])");
    private static final int DAY_LENGTH = 10;
    private static final int MAX_DIGITS = 18;
    private static final int MAX_ECHO = 100;

    private final HttpRequest request;

    QueryReader(HttpRequest request) {
        this.request = request;
    }

    /** The text; empty when it is absent. */
    String text(String name) {
        return request.queryParameter(name).orElse("");
    }

    /** The texts between commas; none when it is absent. */
    List<String> texts(String name) {
        return Arrays.stream(text(name).split(",", -1))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    long integer(String name, long least, long most, long otherwise) {
        Optional<String> text = request.queryParameter(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        if (text.get().matches("[0-9]{1," + MAX_DIGITS + "}")) {
            long value = Long.parseLong(text.get());
            if (value >= least && value <= most) {
                return value;
            }
        }
        throw bad(name, "an integer between " + least + " and " + most, text.get());
    }

    /** A moment: a time before now, the first moment of a day or of today, or itself. By UTC. */
    Instant moment(String name, Clock clock, Instant otherwise) {
        Optional<String> text = request.queryParameter(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        String value = text.get();
        Matcher ago = AGO.matcher(value);
        try {
            if (value.equals("today")) {
                return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant();
            }
            if (ago.matches()) {
                return clock.instant().minus(duration(ago));
            }
            Instant moment = value.length() == DAY_LENGTH
                    ? LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(value);
            int year = moment.atOffset(ZoneOffset.UTC).getYear();
            if (year < 1970 || year > 9999) {
                throw new DateTimeException("not a year of ours");
            }
            return moment;
        } catch (DateTimeException e) {
            throw bad(name, "a time before now (7d, 24h), today, a day (2026-11-29) or a moment by RFC 3339", value);
        }
    }

    private static Duration duration(Matcher ago) {
        long count = Long.parseLong(ago.group(1));
        return switch (ago.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    private static LLMInvalidRequestException bad(String name, String accepted, String value) {
        return new LLMInvalidRequestException("the query parameter `" + name + "` must be " + accepted + ", got `"
                + Redactor.redact(value, MAX_ECHO) + "`");
    }
}
