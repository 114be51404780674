package dev.llmconnect.ledger.store;

import dev.llmconnect.Cost;
import dev.llmconnect.Usage;
import dev.llmconnect.ledger.NanoDollars;
import dev.llmconnect.ledger.callers.CallerSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Common base of database stores, with the SQL that both databases support. */
abstract class JdbcStore implements LedgerStore {
    /** Time a swept reservation is kept for a late settlement. */
    static final Duration KEEP_SWEPT = Duration.ofDays(1);

    private static final Duration KEEP_BATCHES = Duration.ofDays(1);
    private static final Duration KEEP_BALANCES = Duration.ofDays(400);
    private static final int MAX_SWEPT_AT_ONCE = 500;

    private static final String BOOK = """
            insert into balances (budget, period_start, period_end, spent, reserved) values (?, ?, ?, ?, ?)
            on conflict (budget, period_start) do update
              set spent = balances.spent + excluded.spent, reserved = balances.reserved + excluded.reserved""";

    /**
     * Work on a connection in a transaction of its own.
     *
     * @param <T> type of the result
     */
    @FunctionalInterface
    interface Work<T> {
        T apply(Connection connection) throws SQLException;
    }

    /**
     * Executes work that writes.
     *
     * @throws StoreException if it failed without changes, or if the outcome is unknown
     */
    abstract <T> T writing(String what, Work<T> work);

    /**
     * Executes work that only reads.
     *
     * @throws StoreException if it failed
     */
    abstract <T> T reading(String what, Work<T> work);

    /**
     * Executes work that looks up a few rows by key.
     *
     * @throws StoreException if it failed
     */
    abstract <T> T lookingUp(String what, Work<T> work);

    /** Statements of the writing connection. */
    abstract Statements statements(Connection connection);

    /** Suffix of a select that locks the rows not locked by others; empty for a single writer. */
    abstract String skippingLocked();

    /** Suffix of a select that locks its row; empty for a single writer. */
    abstract String lockingRow();

    @Override
    public void write(LedgerBatch batch) {
        writeToFile(batch, Set.of());
    }

    /**
     * Writes a batch.
     *
     * @param unknown reservations that are not in the database, since they ended before they were stored
     */
    void writeToFile(LedgerBatch batch, Set<String> unknown) {
        writing("usage and settlements could not be written", connection -> {
            Statements statements = statements(connection);
            if (isNew(statements, batch)) {
                UsageTables.insert(statements, batch.rows());
                settle(connection, statements, batch.settlements(), unknown);
                LimitTable.end(connection, batch.ends(), lockingRow());
            }
            return true;
        });
    }

    /** Stores reservations that were made or extended in memory. */
    void keep(List<HeldReservation> reservations) {
        writing("reservations could not be saved", connection -> {
            Changes changes = new Changes();
            try (PreparedStatement insert = connection.prepareStatement(
                    "insert into reservations (id, amount, expires, swept, windows) values (?, ?, ?, 0, ?)"
                            + " on conflict (id) do update set amount = excluded.amount, expires = excluded.expires")) {
                for (HeldReservation reservation : reservations) {
                    insert.setString(1, reservation.id());
                    insert.setLong(2, reservation.nanos());
                    insert.setLong(3, WindowText.millis(reservation.expires()));
                    insert.setString(4, WindowText.write(reservation.windows()));
                    insert.addBatch();
                    reservation
                            .windows()
                            .forEach(window -> changes.add(window, 0, reservation.nanos() - reservation.keptNanos()));
                }
                insert.executeBatch();
            }
            changes.book(statements(connection));
            return true;
        });
    }

    private static boolean isNew(Statements statements, LedgerBatch batch) throws SQLException {
        PreparedStatement insert =
                statements.prepare("insert into batches (id, written) values (?, ?) on conflict (id) do nothing");
        insert.setString(1, batch.id().toString());
        insert.setLong(2, System.currentTimeMillis());
        return insert.executeUpdate() == 1;
    }

    private static void settle(
            Connection connection, Statements statements, List<Settlement> settlements, Set<String> unknown)
            throws SQLException {
        Changes changes = new Changes();
        for (Settlement settlement : settlements) {
            Reservation held =
                    unknown.contains(settlement.reservation()) ? null : remove(statements, settlement.reservation());
            if (held != null) {
                held.windows.forEach(
                        window -> changes.add(window, held.swept ? -held.nanos : 0, held.swept ? 0 : -held.nanos));
                if (held.swept) {
                    UsageTables.removeUnsettled(connection, statements, held.id, held.expires);
                }
            }
            settlement.windows().forEach(window -> changes.add(window, settlement.nanos(), 0));
        }
        changes.book(statements);
    }

    private static @Nullable Reservation remove(Statements statements, String id) throws SQLException {
        PreparedStatement delete =
                statements.prepare("delete from reservations where id = ? returning amount, swept, windows, expires");
        delete.setString(1, id);
        try (ResultSet row = delete.executeQuery()) {
            return row.next()
                    ? new Reservation(
                            id,
                            row.getLong(1),
                            row.getInt(2) != 0,
                            WindowText.read(row.getString(3)),
                            Instant.ofEpochMilli(row.getLong(4)))
                    : null;
        }
    }

    @Override
    public List<Balance> balances(List<BudgetWindow> windows) {
        return lookingUp("balances could not be read", connection -> {
            List<Balance> balances = new ArrayList<>(windows.size());
            try (PreparedStatement select = connection.prepareStatement(
                    "select spent, reserved from balances where budget = ? and period_start = ?")) {
                for (BudgetWindow window : windows) {
                    select.setString(1, window.budget());
                    select.setLong(2, window.start().toEpochMilli());
                    try (ResultSet row = select.executeQuery()) {
                        balances.add(row.next() ? new Balance(row.getLong(1), row.getLong(2)) : Balance.NONE);
                    }
                }
            }
            return balances;
        });
    }

    @Override
    public int sweep(Instant now) {
        int swept = 0;
        int last;
        do {
            last = writing("dead reservations could not be swept", connection -> sweepSome(connection, now));
            swept += last;
        } while (last == MAX_SWEPT_AT_ONCE);
        return swept;
    }

    private int sweepSome(Connection connection, Instant now) throws SQLException {
        List<Reservation> dead = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select id, amount, windows from reservations where swept = 0 and expires < ?"
                        + " order by expires limit " + MAX_SWEPT_AT_ONCE + skippingLocked())) {
            select.setLong(1, now.toEpochMilli());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    dead.add(new Reservation(
                            rows.getString(1), rows.getLong(2), false, WindowText.read(rows.getString(3)), now));
                }
            }
        }
        Changes changes = new Changes();
        List<UsageRow> told = new ArrayList<>();
        try (PreparedStatement update = connection.prepareStatement("update reservations set swept = 1 where id = ?")) {
            for (Reservation reservation : dead) {
                update.setString(1, reservation.id);
                update.addBatch();
                reservation.windows.forEach(window -> changes.add(window, reservation.nanos, -reservation.nanos));
                told.add(unsettled(reservation.id, reservation.nanos, now));
            }
            update.executeBatch();
        }
        changes.book(statements(connection));
        UsageTables.insert(statements(connection), told);
        forget(connection, "delete from reservations where swept = 1 and expires < ?", now.minus(KEEP_SWEPT));
        forget(connection, "delete from batches where written < ?", now.minus(KEEP_BATCHES));
        forget(connection, "delete from balances where period_end < ?", now.minus(KEEP_BALANCES));
        return dead.size();
    }

    /** Creates the usage row of a swept reservation. Its id replaces the id of the call, which is lost with its process. */
    static UsageRow unsettled(String reservation, long nanos, Instant now) {
        return UsageRow.builder(now, reservation)
                .outcome(UsageRow.UNSETTLED)
                .usage(Usage.NONE, true)
                .cost(Cost.of(NanoDollars.toUsd(nanos), Cost.Source.BUNDLED))
                .build();
    }

    private static int forget(Connection connection, String sql, Instant before) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setLong(1, before.toEpochMilli());
            return delete.executeUpdate();
        }
    }

    @Override
    public List<UsageSummary> summarize(UsageQuery query) {
        return reading("usage could not be read", connection -> UsageTables.summarize(connection, query));
    }

    /** Reprices one hour at a time, so that no transaction blocks others for long. */
    @Override
    public long reprice(Instant since, Instant until, Repricing prices) {
        long changed = 0;
        for (Instant from = firstUsage(since); from.isBefore(until); from = from.plus(Duration.ofHours(1))) {
            Instant first = from;
            Instant end = from.plus(Duration.ofHours(1));
            Instant last = end.isBefore(until) ? end : until;
            changed += writing(
                    "usage could not be priced again",
                    connection -> RepricedUsage.reprice(connection, statements(connection), first, last, prices));
        }
        return changed;
    }

    /** Time of the first row since a time; {@link Instant#MAX} if there is none. */
    private Instant firstUsage(Instant since) {
        return reading("usage could not be read", connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("select at from usage where at >= ? order by at limit 1")) {
                select.setLong(1, since.toEpochMilli());
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Instant.ofEpochMilli(row.getLong(1)) : Instant.MAX;
                }
            }
        });
    }

    @Override
    public long deleteRowsBefore(Instant time) {
        return writing("old usage could not be deleted", connection ->
                (long) forget(connection, "delete from usage where at < ?", time));
    }

    @Override
    public int heartbeat(String node, Instant now) {
        return writing("the nodes could not be counted", connection -> {
            try (PreparedStatement say = connection.prepareStatement("insert into nodes (id, seen) values (?, ?)"
                    + " on conflict (id) do update set seen = excluded.seen")) {
                say.setString(1, node);
                say.setLong(2, now.toEpochMilli());
                say.executeUpdate();
            }
            if (forget(connection, "delete from nodes where seen < ?", now.minus(NODE_TIMEOUT)) > 0) {
                LimitTable.keepNodes(connection, lockingRow());
            }
            try (PreparedStatement count = connection.prepareStatement("select count(*) from nodes");
                    ResultSet row = count.executeQuery()) {
                return row.next() ? Math.max(1, row.getInt(1)) : 1;
            }
        });
    }

    @Override
    public CallerSource callerSource() {
        return new StoredCallers(this);
    }

    private record Reservation(String id, long nanos, boolean swept, List<BudgetWindow> windows, Instant expires) {}

    /** Changes of balances, applied in the order of the budgets' names, which is the lock order. */
    static final class Changes {
        private final Map<WindowKey, Amount> amounts = new HashMap<>();

        void add(BudgetWindow window, long spent, long reserved) {
            Amount amount = amounts.computeIfAbsent(WindowKey.of(window), key -> new Amount(window));
            amount.spent += spent;
            amount.reserved += reserved;
        }

        private static final class Amount {
            final BudgetWindow window;
            long spent;
            long reserved;

            Amount(BudgetWindow window) {
                this.window = window;
            }
        }

        void book(Statements statements) throws SQLException {
            if (amounts.isEmpty()) {
                return;
            }
            List<BudgetWindow> inOrder = new ArrayList<>(amounts.size());
            amounts.values().forEach(amount -> inOrder.add(amount.window));
            inOrder.sort(Comparator.comparing(BudgetWindow::budget).thenComparing(BudgetWindow::start));
            PreparedStatement book = statements.prepare(BOOK);
            for (BudgetWindow window : inOrder) {
                Amount amount = amounts.getOrDefault(WindowKey.of(window), new Amount(window));
                bind(book, window);
                book.setLong(4, amount.spent);
                book.setLong(5, amount.reserved);
                book.executeUpdate();
            }
        }
    }

    /** Sets the first three parameters: budget, start and end of its period. */
    static void bind(PreparedStatement statement, BudgetWindow window) throws SQLException {
        statement.setString(1, window.budget());
        statement.setLong(2, window.start().toEpochMilli());
        statement.setLong(3, WindowText.millis(window.end()));
    }
}
