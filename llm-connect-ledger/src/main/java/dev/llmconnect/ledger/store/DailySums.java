package dev.llmconnect.ledger.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Changes of the daily sums by a batch. Not thread-safe. */
final class DailySums {
    private static final String ADD = """
            insert into usage_daily (day, caller, profile, provider, model, outcome, tags,
              attempts, unpriced, estimated, input, cached, output, cost)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (day, caller, profile, provider, model, outcome, tags) do update set
              attempts = usage_daily.attempts + excluded.attempts, unpriced = usage_daily.unpriced + excluded.unpriced,
              estimated = usage_daily.estimated + excluded.estimated, input = usage_daily.input + excluded.input,
              cached = usage_daily.cached + excluded.cached, output = usage_daily.output + excluded.output,
              cost = usage_daily.cost + excluded.cost""";

    private final Map<DailyKey, Sum> sums = new HashMap<>();

    void add(UsageRow row) {
        sum(row).add(row);
    }

    /** Adds a change of a row added earlier. */
    void add(UsageRow row, UsageSummary change) {
        sum(row).add(change);
    }

    private Sum sum(UsageRow row) {
        return sums.computeIfAbsent(DailyKey.of(row), key -> new Sum());
    }

    /** Writes the sums in key order, so that concurrent processes do not deadlock. */
    void write(Statements statements) throws SQLException {
        if (sums.isEmpty()) {
            return;
        }
        List<DailyKey> keys = sums.size() == 1
                ? List.copyOf(sums.keySet())
                : sums.keySet().stream()
                        .sorted(Comparator.comparing(DailyKey::toString))
                        .toList();
        PreparedStatement add = statements.prepare(ADD);
        for (DailyKey key : keys) {
            bind(add, key, sums.getOrDefault(key, NOTHING));
            add.addBatch();
        }
        add.executeBatch();
    }

    private static final Sum NOTHING = new Sum();

    private static void bind(PreparedStatement add, DailyKey key, Sum sum) throws SQLException {
        add.setLong(1, key.day().toEpochMilli());
        add.setString(2, UsageTables.text(key.caller()));
        add.setString(3, UsageTables.text(key.profile()));
        add.setString(4, UsageTables.text(key.provider()));
        add.setString(5, UsageTables.text(key.model()));
        add.setString(6, UsageTables.text(key.outcome()));
        add.setString(7, UsageTables.text(TagText.write(key.tags())));
        add.setLong(8, sum.attempts);
        add.setLong(9, sum.unpriced);
        add.setLong(10, sum.estimated);
        add.setLong(11, sum.input);
        add.setLong(12, sum.cached);
        add.setLong(13, sum.output);
        add.setLong(14, sum.cost);
    }

    private static final class Sum {
        private long attempts;
        private long unpriced;
        private long estimated;
        private long input;
        private long cached;
        private long output;
        private long cost;

        void add(UsageRow row) {
            attempts++;
            unpriced += row.isPriced() ? 0 : 1;
            estimated += row.isEstimated() ? 1 : 0;
            input += row.usage().inputTokens();
            cached += row.usage().cacheReadTokens();
            output += row.usage().outputTokens();
            cost += row.knownNanos();
        }

        void add(UsageSummary change) {
            attempts += change.attempts();
            unpriced += change.unpriced();
            estimated += change.estimated();
            input += change.inputTokens();
            cached += change.cachedTokens();
            output += change.outputTokens();
            cost += change.costNanos();
        }
    }
}
