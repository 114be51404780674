package dev.llmconnect.ledger.store;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * Key of a daily sum.
 *
 * @param day start of the day in UTC
 */
record DailyKey(
        Instant day,
        String caller,
        String profile,
        String provider,
        String model,
        String outcome,
        Map<String, String> tags) {
    static DailyKey of(UsageRow row) {
        return new DailyKey(
                row.time().truncatedTo(ChronoUnit.DAYS),
                row.caller(),
                row.profile(),
                row.provider(),
                row.model(),
                row.outcome(),
                row.tags());
    }

    /** Returns the value of a dimension; empty if there is none. */
    String value(UsageQuery.Dimension dimension) {
        return switch (dimension.column()) {
            case "caller" -> caller;
            case "profile" -> profile;
            case "provider" -> provider;
            case "model" -> model;
            case "outcome" -> outcome;
            case "day" -> day.atOffset(ZoneOffset.UTC).toLocalDate().toString();
            case "tags" -> tags.getOrDefault(dimension.tag(), "");
            default -> throw new IllegalArgumentException("unknown dimension " + dimension);
        };
    }
}
