package dev.llmconnect.ledger.store;

import dev.llmconnect.Cost;
import dev.llmconnect.Usage;
import dev.llmconnect.ledger.NanoDollars;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reprices usage rows and corrects their daily sums by the differences. */
final class RepricedUsage {
    private static final String SELECT = """
            select at, request_id, attempt, caller, tags, profile, provider, model_asked, model, outcome,
              uncached_input, cache_read, cache_write_5m, cache_write_1h, text_output, reasoning, audio_input, audio_output,
              image_input, image_output, estimated, cost
            from usage where at >= ? and at < ? and cost_source <> 'provider'""";

    private RepricedUsage() {}

    /** Returns the number of rows whose cost changed. */
    static long reprice(
            Connection connection, Statements statements, Instant from, Instant to, LedgerStore.Repricing prices)
            throws SQLException {
        List<UsageRow> changed = new ArrayList<>();
        DailySums days = new DailySums();
        try (PreparedStatement select = connection.prepareStatement(SELECT)) {
            select.setLong(1, from.toEpochMilli());
            select.setLong(2, to.toEpochMilli());
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    UsageRow row = row(found);
                    if (!row.isPricedByList()) {
                        continue;
                    }
                    UsageRow again =
                            row.withCost(prices.cost(row.provider(), row.model(), row.requestedModel(), row.usage()));
                    if (!again.costNanos().equals(row.costNanos())) {
                        changed.add(again);
                        days.add(row, difference(row, again));
                    }
                }
            }
        }
        update(connection, changed);
        days.write(statements);
        return changed.size();
    }

    private static UsageRow row(ResultSet row) throws SQLException {
        Usage usage = Usage.builder()
                .uncachedInputTokens(row.getLong(11))
                .cacheReadTokens(row.getLong(12))
                .cacheWrite5mTokens(row.getLong(13))
                .cacheWrite1hTokens(row.getLong(14))
                .textTokens(row.getLong(15))
                .reasoningTokens(row.getLong(16))
                .audioInputTokens(row.getLong(17))
                .audioOutputTokens(row.getLong(18))
                .imageInputTokens(row.getLong(19))
                .imageOutputTokens(row.getLong(20))
                .build();
        long nanos = row.getLong(22);
        Cost cost = row.wasNull() ? Cost.UNKNOWN : Cost.of(NanoDollars.toUsd(nanos), Cost.Source.OPERATOR);
        return UsageRow.builder(Instant.ofEpochMilli(row.getLong(1)), row.getString(2))
                .attempt(row.getInt(3))
                .caller(row.getString(4))
                .tags(TagText.read(row.getString(5)))
                .profile(row.getString(6))
                .provider(row.getString(7))
                .model(row.getString(8), row.getString(9))
                .outcome(row.getString(10))
                .usage(usage, row.getInt(21) != 0)
                .cost(cost)
                .build();
    }

    private static UsageSummary difference(UsageRow before, UsageRow after) {
        UsageSummary old = UsageSummary.of(List.of(), before);
        UsageSummary now = UsageSummary.of(List.of(), after);
        return new UsageSummary(
                List.of(), 0, now.unpriced() - old.unpriced(), 0, 0, 0, 0, now.costNanos() - old.costNanos());
    }

    private static void update(Connection connection, List<UsageRow> rows) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update usage set cost = ?, cost_source = ? where at = ? and request_id = ? and attempt = ?")) {
            for (UsageRow row : rows) {
                UsageTables.setCost(update, 1, row);
                update.setString(2, row.costSource().value());
                update.setLong(3, row.time().toEpochMilli());
                update.setString(4, row.requestId());
                update.setInt(5, row.attempt());
                update.addBatch();
            }
            update.executeBatch();
        }
    }
}
