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

/** How often a budget begins anew. */
public enum Period {
    /** At every full hour. */
    HOUR("hour"),
    /** At midnight. */
    DAY("day"),
    /** At midnight before Monday. */
    WEEK("week"),
    /** At midnight before the first. */
    MONTH("month"),
    /** Never. */
    TOTAL("total");

    private final String value;

    Period(String value) {
        this.value = value;
    }

    /** Its name in files. */
    public String value() {
        return value;
    }

    /** The names of all. */
    public static List<String> names() {
        return Arrays.stream(values()).map(Period::value).toList();
    }

    /** The one of that name. */
    public static Optional<Period> of(String name) {
        return Arrays.stream(values())
                .filter(period -> period.value.equals(name))
                .findFirst();
    }

    /** The beginning of the period that a moment is in; {@link Instant#EPOCH} for {@link #TOTAL}. */
    public Instant start(Instant time, ZoneId zone) {
        return this == TOTAL ? Instant.EPOCH : begin(time, zone).toInstant();
    }

    /** The beginning of the next period; {@link Instant#MAX} for {@link #TOTAL}. */
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

    /** The first moment of the day, which where clocks are put forward at midnight is not 0:00. */
    private static ZonedDateTime midnight(ZonedDateTime day) {
        return day.toLocalDate().atTime(LocalTime.MIDNIGHT).atZone(day.getZone());
    }
}
