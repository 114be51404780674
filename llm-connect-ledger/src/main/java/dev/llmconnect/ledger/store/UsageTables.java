package dev.llmconnect.ledger.store;

import dev.llmconnect.Usage;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tables of usage: individual rows, and daily sums over all rows, from which long periods are computed. */
final class UsageTables {
    private static final Duration ROWS_ALONE = Duration.ofDays(2);

    private static final String INSERT = """
            insert into usage (at, request_id, attempt, caller, tags, session, profile, provider, model_asked, model, outcome,
              uncached_input, cache_read, cache_write_5m, cache_write_1h, text_output, reasoning, audio_input, audio_output,
              image_input, image_output, estimated, cost, cost_source, duration_us, first_token_us)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

    private static final String SUM_ROWS = "count(*), count(*) - count(cost), coalesce(sum(estimated), 0),"
            + " sum(uncached_input + cache_read + cache_write_5m + cache_write_1h), sum(cache_read),"
            + " sum(text_output + reasoning), coalesce(sum(cost), 0) from usage where at >= ? and at < ?";
    private static final String SUM_DAYS =
            "sum(attempts), sum(unpriced), sum(estimated), sum(input), sum(cached), sum(output),"
                    + " sum(cost) from usage_daily where day >= ? and day < ?";

    private UsageTables() {}

    static void insert(Statements statements, List<UsageRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        PreparedStatement insert = statements.prepare(INSERT);
        DailySums days = new DailySums();
        for (UsageRow row : rows) {
            bind(insert, row);
            insert.addBatch();
            days.add(row);
        }
        insert.executeBatch();
        days.write(statements);
    }

    private static void bind(PreparedStatement insert, UsageRow row) throws SQLException {
        Usage usage = row.usage();
        int i = 1;
        insert.setLong(i++, row.time().toEpochMilli());
        insert.setString(i++, text(row.requestId()));
        insert.setInt(i++, row.attempt());
        insert.setString(i++, text(row.caller()));
        insert.setString(i++, text(TagText.write(row.tags())));
        insert.setString(i++, text(row.session()));
        insert.setString(i++, text(row.profile()));
        insert.setString(i++, text(row.provider()));
        insert.setString(i++, text(row.requestedModel()));
        insert.setString(i++, text(row.model()));
        insert.setString(i++, text(row.outcome()));
        insert.setLong(i++, usage.uncachedInputTokens());
        insert.setLong(i++, usage.cacheReadTokens());
        insert.setLong(i++, usage.cacheWrite5mTokens());
        insert.setLong(i++, usage.cacheWrite1hTokens());
        insert.setLong(i++, usage.textTokens());
        insert.setLong(i++, usage.reasoningTokens());
        insert.setLong(i++, usage.audioInputTokens());
        insert.setLong(i++, usage.audioOutputTokens());
        insert.setLong(i++, usage.imageInputTokens());
        insert.setLong(i++, usage.imageOutputTokens());
        insert.setInt(i++, row.isEstimated() ? 1 : 0);
        setCost(insert, i++, row);
        insert.setString(i++, row.costSource().value());
        insert.setLong(i++, micros(row.duration()));
        Duration firstToken = row.firstTokenOrNull();
        if (firstToken == null) {
            insert.setNull(i, Types.BIGINT);
        } else {
            insert.setLong(i, micros(firstToken));
        }
    }

    static void setCost(PreparedStatement statement, int index, UsageRow row) throws SQLException {
        if (row.isPriced()) {
            statement.setLong(index, row.knownNanos());
        } else {
            statement.setNull(index, Types.BIGINT);
        }
    }

    /** Removes characters that PostgreSQL cannot store, U+0000 and lone surrogates; names come from callers. */
    static String text(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                return new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).replace('\0', '?');
            }
        }
        return value;
    }

    private static long micros(Duration duration) {
        return duration.toSeconds() * 1_000_000 + duration.toNanosPart() / 1000;
    }

    /** Removes the usage row of a swept reservation and its part of the daily sum. */
    static void removeUnsettled(Connection connection, Statements statements, String reservation, Instant expired)
            throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "delete from usage where request_id = ? and outcome = ? and at >= ? returning at, cost")) {
            delete.setString(1, reservation);
            delete.setString(2, UsageRow.UNSETTLED);
            delete.setLong(3, expired.toEpochMilli());
            List<UsageRow> removed = new ArrayList<>();
            try (ResultSet rows = delete.executeQuery()) {
                while (rows.next()) {
                    removed.add(
                            JdbcStore.unsettled(reservation, rows.getLong(2), Instant.ofEpochMilli(rows.getLong(1))));
                }
            }
            DailySums days = new DailySums();
            for (UsageRow row : removed) {
                long cost = row.costNanos().orElse(0);
                days.add(row, new UsageSummary(List.of(), -1, 0, -1, 0, 0, 0, -cost));
            }
            days.write(statements);
        }
    }

    /** Sums a period: its whole days from daily sums, the rest from rows. */
    static List<UsageSummary> summarize(Connection connection, UsageQuery query) throws SQLException {
        Summaries sums = new Summaries(query);
        Instant firstDay = query.since().truncatedTo(ChronoUnit.DAYS);
        if (firstDay.isBefore(query.since())) {
            firstDay = firstDay.plus(1, ChronoUnit.DAYS);
        }
        Instant lastDay = query.until().truncatedTo(ChronoUnit.DAYS);
        if (Duration.between(query.since(), query.until()).compareTo(ROWS_ALONE) <= 0) {
            add(connection, query, false, query.since(), query.until(), sums);
        } else {
            add(connection, query, false, query.since(), firstDay, sums);
            add(connection, query, true, firstDay, lastDay, sums);
            add(connection, query, false, lastDay, query.until(), sums);
        }
        return sums.toList();
    }

    private static void add(
            Connection connection, UsageQuery query, boolean days, Instant from, Instant to, Summaries sums)
            throws SQLException {
        if (!from.isBefore(to)) {
            return;
        }
        Set<String> columns = new LinkedHashSet<>();
        for (UsageQuery.Dimension dimension : query.dimensions()) {
            columns.add(dimension.column());
        }
        List<String> selected = columns.stream()
                .map(column -> column.equals("day") && !days ? "at - at % 86400000" : column)
                .toList();
        String sql = "select " + String.join(", ", selected) + (selected.isEmpty() ? "" : ", ")
                + (days ? SUM_DAYS : SUM_ROWS)
                + (selected.isEmpty() ? "" : " group by " + String.join(", ", selected));
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setLong(1, from.toEpochMilli());
            select.setLong(2, WindowText.millis(to));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    int next = selected.size() + 1;
                    sums.add(
                            key(List.copyOf(columns), rows),
                            new UsageSummary(
                                    List.of(),
                                    rows.getLong(next),
                                    rows.getLong(next + 1),
                                    rows.getLong(next + 2),
                                    rows.getLong(next + 3),
                                    rows.getLong(next + 4),
                                    rows.getLong(next + 5),
                                    rows.getLong(next + 6)));
                }
            }
        }
    }

    private static DailyKey key(List<String> columns, ResultSet row) throws SQLException {
        Instant day = Instant.EPOCH;
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).equals("day")) {
                day = Instant.ofEpochMilli(row.getLong(i + 1));
            } else {
                values.put(columns.get(i), row.getString(i + 1));
            }
        }
        return new DailyKey(
                day,
                values.getOrDefault("caller", ""),
                values.getOrDefault("profile", ""),
                values.getOrDefault("provider", ""),
                values.getOrDefault("model", ""),
                values.getOrDefault("outcome", ""),
                TagText.read(values.getOrDefault("tags", "")));
    }
}
