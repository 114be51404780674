package dev.llmconnect.ledger.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Store in PostgreSQL (12 or later), in its own schema {@code llm_connect}, for several nodes. Thread-safe.
 *
 * <p>Requires HikariCP and the driver, {@code org.postgresql:postgresql}, on the class path.
 */
public final class PostgresStore extends JdbcStore {
    /** Maximum number of connections: {@value}. */
    public static final int MAX_CONNECTIONS = 8;
    /** Timeout for obtaining a connection: 5 s. */
    public static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(5);
    /** Timeout of a statement: 10 s. */
    public static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(10);

    /**
     * Reservations and limits need no flush of the disk: a crash of the database loses those of its last moments at most, and what their
     * calls come to cost is booked all the same. The flush of the next batch of usage covers them, too.
     */
    private static final String FAST_COMMIT = "set synchronous_commit = off";

    private static final String SAFE_COMMIT = "set local synchronous_commit to default";
    private static final String SCHEMA = "llm_connect";
    /** Number of the advisory lock; arbitrary, but not used by others. */
    private static final long MIGRATION_LOCK = 0x6c6c6d636f6e6e31L;

    /**
     * Locks the balances in name order, reads the remaining amounts from the locked rows, and books all or nothing, in one
     * statement: under READ COMMITTED, a condition on unlocked rows would be checked against values another transaction is about
     * to change.
     */
    private static final String RESERVE = """
            with asked as (
              select * from unnest(?::text[], ?::bigint[], ?::bigint[]) as asked (budget, period_start, amount_limit)),
            locked as (
              select balances.budget, balances.period_start, greatest(0, asked.amount_limit - balances.spent - balances.reserved) as room
              from balances join asked on balances.budget = asked.budget and balances.period_start = asked.period_start
              order by balances.budget, balances.period_start
              for update of balances),
            verdict as (select count(*) = ? as found, bool_and(room >= ?) as fits from locked),
            booked as (
              update balances set reserved = balances.reserved + ?
              from locked, verdict
              where verdict.found and verdict.fits
                and balances.budget = locked.budget and balances.period_start = locked.period_start
              returning 1),
            kept as (
              insert into reservations (id, amount, expires, swept, windows)
              select ?, ?, ?, 0, ? from verdict where verdict.found and verdict.fits
              returning 1)
            select verdict.found, verdict.fits, locked.budget, locked.period_start, locked.room
            from verdict left join locked on true
            order by locked.room""";

    private static final String EXTEND = """
            with asked as (
              select * from unnest(?::text[], ?::bigint[], ?::bigint[]) as asked (budget, period_start, amount_limit)),
            locked as (
              select balances.budget, balances.period_start, greatest(0, asked.amount_limit - balances.spent - balances.reserved) as room
              from balances join asked on balances.budget = asked.budget and balances.period_start = asked.period_start
              order by balances.budget, balances.period_start
              for update of balances),
            verdict as (select count(*) = ? as found, bool_and(room >= ?) as fits from locked),
            kept as (
              update reservations set amount = amount + ?, expires = ?
              from verdict
              where reservations.id = ? and swept = 0 and verdict.found and verdict.fits
              returning 1),
            booked as (
              update balances set reserved = balances.reserved + ?
              from locked, kept
              where balances.budget = locked.budget and balances.period_start = locked.period_start
              returning 1)
            select verdict.found, verdict.fits, locked.budget, locked.period_start, locked.room
            from verdict left join locked on true
            order by locked.room""";

    /**
     * Counts a call towards the limits of all its scopes or of none, like {@link LimitUsage}, in one statement: locks the rows in
     * name order, then reads the clock; everything else follows from the locked rows.
     */
    private static final String ADMIT = """
            with asked as (
              select * from unnest(?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
                as asked (name, max_requests, max_tokens, max_running, more_tokens)),
            locked as (
              select asked.*, limits.used, limits.running
              from limits join asked on limits.name = asked.name
              order by limits.name
              for update of limits),
            moment as (
              select floor(extract(epoch from clock_timestamp()))::bigint as now, count(*) as found from locked),
            seconds as (
              select name, second, sum(requests) as requests, sum(tokens) as tokens
              from (
                select name, split_part(entry, ':', 1)::bigint as second, split_part(entry, ':', 2)::bigint as requests,
                  split_part(entry, ':', 3)::bigint as tokens
                from locked cross join unnest(string_to_array(used, ' ')) as entry
                union all
                select name, now, 1, more_tokens from locked cross join moment) as entries
              where second between (select now - 60 from moment) and (select now from moment)
              group by name, second),
            nodes_running as (
              select name, node, sum(calls) as calls
              from (
                select name, split_part(entry, ':', 1) as node, split_part(entry, ':', 2)::bigint as calls
                from locked cross join unnest(string_to_array(running, ' ')) as entry
                union all
                select name, ?, 1 from locked) as entries
              group by name, node),
            counted as (
              select locked.*, minute.requests, minute.tokens, minute.used_then, now_running.calls, now_running.running_then
              from locked
              join (
                select name, sum(requests) as requests, sum(tokens) as tokens,
                  string_agg(second || ':' || requests || ':' || tokens, ' ' order by second) as used_then
                from seconds group by name) as minute on minute.name = locked.name
              join (
                select name, sum(calls) as calls, string_agg(node || ':' || calls, ' ' order by node) as running_then
                from nodes_running group by name) as now_running on now_running.name = locked.name),
            verdict as (
              select coalesce(bool_and((max_running = 0 or calls <= max_running)
                and (max_requests = 0 or requests <= greatest(1, max_requests))
                and (max_tokens = 0 or tokens <= greatest(more_tokens, max_tokens))), false) as fits
              from counted),
            changed as (
              update limits set used = counted.used_then, running = counted.running_then
              from counted
              where (select found = ? from moment) and (select fits from verdict) and limits.name = counted.name
              returning 1)
            select moment.found, verdict.fits, moment.now, counted.name,
              case when verdict.fits then used_then else used end, case when verdict.fits then running_then else running end
            from moment cross join verdict left join counted on true""";

    private final HikariDataSource pool;
    private final String description;

    private PostgresStore(HikariDataSource pool, String description) {
        this.pool = pool;
        this.description = description;
    }

    /**
     * Creates a store that connects on first use, and again after a failure, so that a server can start while its database is
     * unavailable.
     *
     * @param url URL, see {@link #open}
     * @throws LLMConfigurationException if the URL is invalid
     */
    public static DeferredStore deferred(String url) {
        return DeferredStore.of(PostgresUrl.parse(url).description(), () -> open(url));
    }

    /**
     * Connects, and creates or migrates the tables; if several nodes start concurrently, one migrates and the others wait.
     *
     * @param url {@code postgresql://USER:PASSWORD@HOST:PORT/DATABASE}, with driver parameters after a {@code ?}
     * @throws LLMConfigurationException if the URL is invalid, the database is unavailable, or the tables were created by a newer
     *     version
     */
    public static PostgresStore open(String url) {
        PostgresUrl address = PostgresUrl.parse(url);
        HikariConfig config = new HikariConfig();
        config.setPoolName("llm-connect-ledger");
        config.setJdbcUrl(address.jdbc());
        config.setDataSourceProperties(address.properties());
        config.addDataSourceProperty("currentSchema", SCHEMA);
        config.addDataSourceProperty("ApplicationName", "llm-connect");
        config.addDataSourceProperty("connectTimeout", "5");
        config.addDataSourceProperty("socketTimeout", String.valueOf(STATEMENT_TIMEOUT.toSeconds()));
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.setConnectionInitSql(FAST_COMMIT);
        config.setDriverClassName("org.postgresql.Driver");
        config.setMaximumPoolSize(MAX_CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
        config.setInitializationFailTimeout(Duration.ofSeconds(5).toMillis());
        HikariDataSource pool;
        try {
            pool = new HikariDataSource(config);
        } catch (PoolInitializationException e) {
            throw new LLMConfigurationException(
                    address.description() + " cannot be reached: " + cause(e), e, ErrorDetails.none());
        }
        PostgresStore store = new PostgresStore(pool, address.description());
        try {
            store.migrate();
            return store;
        } catch (StoreException e) {
            store.close();
            throw new LLMConfigurationException(e.getMessage(), e, ErrorDetails.none());
        } catch (LLMException e) {
            store.close();
            throw e;
        }
    }

    private static @Nullable String cause(Throwable e) {
        Throwable cause = e.getCause();
        return cause == null ? e.getMessage() : cause.getMessage();
    }

    private void migrate() {
        this.<Boolean>writing("the tables could not be set up", connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("select pg_advisory_xact_lock(" + MIGRATION_LOCK + ")");
                statement.execute("create schema if not exists " + SCHEMA);
            }
            Schema.migrate(connection, description);
            return true;
        });
    }

    @Override
    public ReserveResult reserve(String reservation, List<BudgetWindow> windows, long nanos, Instant expires) {
        return lockedOrAdded("money could not be reserved", windows, connection -> {
            try (PreparedStatement reserve = connection.prepareStatement(RESERVE)) {
                int next = bindWindows(connection, reserve, windows, nanos);
                reserve.setLong(next++, nanos);
                reserve.setString(next++, reservation);
                reserve.setLong(next++, nanos);
                reserve.setLong(next++, WindowText.millis(expires));
                reserve.setString(next, WindowText.write(windows));
                return verdict(reserve, windows);
            }
        });
    }

    @Override
    public ReserveResult extend(String reservation, List<BudgetWindow> windows, long moreNanos, Instant expires) {
        return lockedOrAdded("a reservation could not be extended", windows, connection -> {
            try (PreparedStatement extend = connection.prepareStatement(EXTEND)) {
                int next = bindWindows(connection, extend, windows, moreNanos);
                extend.setLong(next++, moreNanos);
                extend.setLong(next++, WindowText.millis(expires));
                extend.setString(next++, reservation);
                extend.setLong(next, moreNanos);
                return verdict(extend, windows);
            }
        });
    }

    /**
     * Executes one statement if all budgets have balances in this period. Missing balances are added in a separate transaction,
     * so that no locks of the first attempt are held out of order.
     */
    private ReserveResult lockedOrAdded(
            String what, List<BudgetWindow> windows, Work<Optional<ReserveResult>> attempt) {
        Optional<ReserveResult> result = alone(what, attempt);
        if (result.isEmpty()) {
            this.<Boolean>writing(what, connection -> {
                Changes changes = new Changes();
                windows.forEach(window -> changes.add(window, 0, 0));
                changes.book(statements(connection));
                return true;
            });
            result = alone(what, attempt);
        }
        return result.orElseThrow(() -> new StoreException(what + ": a balance is missing in " + description, null));
    }

    @Override
    public AdmitResult admit(String node, List<LimitClaim> claims, Instant now) {
        String what = "limits could not be checked";
        Optional<AdmitResult> result = alone(what, connection -> tryAdmit(connection, node, claims));
        if (result.isEmpty()) {
            this.<Boolean>writing(what, connection -> {
                LimitTable.add(connection, claims);
                return true;
            });
            result = alone(what, connection -> tryAdmit(connection, node, claims));
        }
        return result.orElseThrow(() -> new StoreException(what + ": a limit is missing in " + description, null));
    }

    /** Returns the result; empty if a row is missing. */
    private static Optional<AdmitResult> tryAdmit(Connection connection, String node, List<LimitClaim> claims)
            throws SQLException {
        try (PreparedStatement admit = connection.prepareStatement(ADMIT)) {
            admit.setArray(
                    1,
                    connection.createArrayOf(
                            "text", claims.stream().map(LimitClaim::name).toArray()));
            setLongs(connection, admit, 2, claims, claim -> claim.limits().requestsPerMinute());
            setLongs(connection, admit, 3, claims, claim -> claim.limits().tokensPerMinute());
            setLongs(connection, admit, 4, claims, claim -> claim.limits().concurrency());
            setLongs(connection, admit, 5, claims, claim -> OptionalLong.of(claim.tokens()));
            admit.setString(6, node);
            admit.setLong(7, claims.size());
            Map<String, LimitUsage> usage = new HashMap<>();
            boolean granted = false;
            long second = 0;
            try (ResultSet row = admit.executeQuery()) {
                while (row.next()) {
                    if (row.getLong(1) < claims.size()) {
                        return Optional.empty();
                    }
                    granted = row.getBoolean(2);
                    second = row.getLong(3);
                    String name = row.getString(4);
                    usage.put(name, LimitUsage.parse(name, row.getString(5), row.getString(6)));
                }
            }
            return Optional.of(result(claims, usage, granted, second));
        }
    }

    private static void setLongs(
            Connection connection,
            PreparedStatement statement,
            int index,
            List<LimitClaim> claims,
            Function<LimitClaim, OptionalLong> value)
            throws SQLException {
        statement.setArray(
                index,
                connection.createArrayOf(
                        "bigint",
                        claims.stream()
                                .map(claim -> value.apply(claim).orElse(0))
                                .toArray()));
    }

    private static AdmitResult result(
            List<LimitClaim> claims, Map<String, LimitUsage> usage, boolean granted, long second) {
        List<LimitUsage> inOrder = claims.stream()
                .map(claim -> usage.computeIfAbsent(claim.name(), LimitUsage::new))
                .toList();
        if (granted) {
            return AdmitResult.granted(second, inOrder);
        }
        for (int i = 0; i < claims.size(); i++) {
            LimitClaim claim = claims.get(i);
            if (inOrder.get(i).reached(claim.limits(), second, claim.tokens()) != null) {
                return AdmitResult.refused(second, claim, inOrder);
            }
        }
        return AdmitResult.refused(second, claims.get(0), inOrder);
    }

    /** Returns {@code false}, since other processes need to see the ends. */
    @Override
    public boolean end(List<LimitEnd> ends) {
        return false;
    }

    private static int bindWindows(
            Connection connection, PreparedStatement statement, List<BudgetWindow> windows, long nanos)
            throws SQLException {
        statement.setArray(
                1,
                connection.createArrayOf(
                        "text", windows.stream().map(BudgetWindow::budget).toArray()));
        statement.setArray(
                2,
                connection.createArrayOf(
                        "bigint",
                        windows.stream()
                                .map(window -> window.start().toEpochMilli())
                                .toArray()));
        statement.setArray(
                3,
                connection.createArrayOf(
                        "bigint", windows.stream().map(BudgetWindow::limitNanos).toArray()));
        statement.setLong(4, windows.size());
        statement.setLong(5, nanos);
        return 6;
    }

    /** Returns the result; empty if a balance is missing. */
    private static Optional<ReserveResult> verdict(PreparedStatement statement, List<BudgetWindow> windows)
            throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            if (!row.getBoolean(1)) {
                return Optional.empty();
            }
            if (row.getBoolean(2)) {
                return Optional.of(ReserveResult.GRANTED);
            }
            String budget = row.getString(3);
            long start = row.getLong(4);
            long room = Math.max(0, row.getLong(5));
            BudgetWindow refusing = windows.stream()
                    .filter(window ->
                            window.budget().equals(budget) && window.start().toEpochMilli() == start)
                    .findFirst()
                    .orElse(windows.get(0));
            return Optional.of(ReserveResult.refused(refusing, room));
        }
    }

    /** Executes a single statement as its own transaction, in one round trip. */
    private <T> T alone(String what, Work<T> work) {
        try (Connection connection = pool.getConnection()) {
            return work.apply(connection);
        } catch (SQLException e) {
            throw new StoreException(what + " (" + description + "): " + e.getMessage(), e);
        }
    }

    @Override
    <T> T writing(String what, Work<T> work) {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(SAFE_COMMIT);
                }
                T result = work.apply(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                try {
                    connection.rollback();
                } catch (SQLException rollback) {
                    e.addSuppressed(rollback);
                }
                throw e;
            }
        } catch (SQLException e) {
            throw new StoreException(what + " (" + description + "): " + e.getMessage(), e);
        }
    }

    @Override
    <T> T reading(String what, Work<T> work) {
        return writing(what, work);
    }

    @Override
    <T> T lookingUp(String what, Work<T> work) {
        return alone(what, work);
    }

    /** The pool closes statements with the connection, and the driver caches them. */
    @Override
    Statements statements(Connection connection) {
        return connection::prepareStatement;
    }

    @Override
    String lockingRow() {
        return " for update";
    }

    @Override
    String skippingLocked() {
        return " for update skip locked";
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public void close() {
        pool.close();
    }
}
