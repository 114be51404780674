package dev.llmconnect.ledger.store;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;

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

    // By hand: for what a record has, the JVM makes forty classes during the first call.
    @Override
    public boolean equals(Object other) {
        return other instanceof DailyKey key
                && day.equals(key.day)
                && caller.equals(key.caller)
                && profile.equals(key.profile)
                && provider.equals(key.provider)
                && model.equals(key.model)
                && outcome.equals(key.outcome)
                && tags.equals(key.tags);
    }

    @Override
    public int hashCode() {
        return Objects.hash(day, caller, profile, provider, model, outcome, tags);
    }

    /** Returns the text that a record has; servers of every version write their sums in its order. */
    @Override
    public String toString() {
        return "DailyKey[day=" + day + ", caller=" + caller + ", profile=" + profile + ", provider=" + provider
                + ", model=" + model + ", outcome=" + outcome + ", tags=" + tags + "]";
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
