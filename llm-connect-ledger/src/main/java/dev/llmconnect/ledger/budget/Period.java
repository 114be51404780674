package dev.llmconnect.ledger.budget;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Period of a budget. */
public enum Period {
    /** Renewed every full hour. */
    HOUR("hour"),
    /** Renewed at midnight. */
    DAY("day"),
    /** Renewed at midnight before Monday. */
    WEEK("week"),
    /** Renewed at midnight before the first of the month. */
    MONTH("month"),
    /** Never renewed. */
    TOTAL("total");

    private final String value;

    Period(String value) {
        this.value = value;
    }

    /** Name in files. */
    public String value() {
        return value;
    }

    /** Names of all constants. */
    public static List<String> names() {
        return Arrays.stream(values()).map(Period::value).toList();
    }

    /** Returns the constant with this name. */
    public static Optional<Period> of(String name) {
        return Arrays.stream(values())
                .filter(period -> period.value.equals(name))
                .findFirst();
    }

    /** Returns the start of the period that contains a time; {@link Instant#EPOCH} for {@link #TOTAL}. */
    public Instant start(Instant time, ZoneId zone) {
        return this == TOTAL ? Instant.EPOCH : begin(time, zone).toInstant();
    }

    /** Returns the start of the next period; {@link Instant#MAX} for {@link #TOTAL}. */
    public Instant end(Instant time, ZoneId zone) {
        ZonedDateTime begin = begin(time, zone);
        return switch (this) {
            case HOUR -> begin.plusHours(1).toInstant();
            case DAY -> midnight(begin.plusDays(1)).toInstant();
            case WEEK -> midnight(begin.plusWeeks(1)).toInstant();
            case MONTH -> midnight(begin.plusMonths(1)).toInstant();
            case TOTAL -> Instant.MAX;
        };
    }

    private ZonedDateTime begin(Instant time, ZoneId zone) {
        ZonedDateTime at = time.atZone(zone);
        return switch (this) {
            case HOUR, TOTAL -> at.truncatedTo(ChronoUnit.HOURS);
            case DAY -> midnight(at);
            case WEEK -> midnight(at.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)));
            case MONTH -> midnight(at.withDayOfMonth(1));
        };
    }

    /** Returns the start of a day, which is not 0:00 where clocks are set forward at midnight. */
    private static ZonedDateTime midnight(ZonedDateTime day) {
        return day.toLocalDate().atTime(LocalTime.MIDNIGHT).atZone(day.getZone());
    }
}
