package dev.llmconnect.ledger.store;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Store in one SQLite file, readable by any tool and shared by processes of one machine. Thread-safe.
 *
 * <p>The file is in WAL mode, with companions {@code -wal} and {@code -shm} while it is open. Committed data survives the end of
 * the process at any moment. While only one process uses the file, reservations are made in memory and stored if held for longer
 * than 50 ms; with a second process, reservations are made in the file. A companion {@code .lock} tells which applies. Requires
 * the driver, {@code org.xerial:sqlite-jdbc}, on the class path; it unpacks native code to {@code java.io.tmpdir}, or the folder
 * of the system property {@code org.sqlite.tmpdir}.
 */
public final class SqliteStore extends JdbcStore {
    /** Maximum time to wait for another writing process: 2 s. */
    public static final Duration BUSY_TIMEOUT = Duration.ofSeconds(2);

    private static final int CACHE_KILOBYTES = 1000;
    private static final String DRIVER = "org.sqlite.JDBC";

    /** WAL, so that readers and the writer do not block each other. Lookups are by key, so a small cache suffices. */
    private static final List<String> SETTINGS = List.of(
            "busy_timeout = " + BUSY_TIMEOUT.toMillis(),
            "journal_mode = wal",
            "synchronous = normal",
            "cache_size = -" + CACHE_KILOBYTES);

    private final Path file;
    private final Supplier<String> setting;
    private final Session writer;
    private final Session reader;
    private volatile @Nullable WriteBehind behind;
    private boolean closed;

    private SqliteStore(Path file, Supplier<String> setting) {
        this.file = file;
        this.setting = setting;
        this.writer = new Session();
        this.reader = new Session();
    }

    /**
     * Opens a file, creating it and its parent folders if necessary.
     *
     * @throws LLMConfigurationException if it cannot be opened or written, or is not a ledger of this version
     */
    public static SqliteStore open(Path file) {
        return open(file, () -> "");
    }

    /**
     * Opens a file.
     *
     * @param setting pragma of each new connection; empty for none
     */
    static SqliteStore open(Path file, Supplier<String> setting) {
        SqliteStore store = new SqliteStore(file, setting);
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            store.<Boolean>writing("the file could not be set up", connection -> {
                Schema.migrate(connection, store.description());
                return true;
            });
            return store;
        } catch (IOException e) {
            throw new LLMConfigurationException(
                    "the folder of " + store.description() + " cannot be created: " + e, e, ErrorDetails.none());
        } catch (StoreException e) {
            store.close();
            throw new LLMConfigurationException(e.getMessage(), e, ErrorDetails.none());
        } catch (LLMException e) {
            store.close();
            throw e;
        }
    }

    private Connection connect() throws SQLException {
        Driver driver;
        try {
            driver = Class.forName(DRIVER)
                    .asSubclass(Driver.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new SQLException(
                    "the driver org.xerial:sqlite-jdbc is missing or cannot load its native code (from java.io.tmpdir, "
                            + System.getProperty("java.io.tmpdir") + "): " + e,
                    e);
        }
        try {
            Properties properties = new Properties();
            // No row's number is asked for, and looking it up after every insert takes a fifth of the writer's CPU.
            properties.setProperty("jdbc.get_generated_keys", "false");
            Connection connection = driver.connect("jdbc:sqlite:" + file.toAbsolutePath(), properties);
            try (Statement settings = connection.createStatement()) {
                for (String pragma : SETTINGS) {
                    settings.execute("pragma " + pragma);
                }
                String more = setting.get();
                if (!more.isEmpty()) {
                    settings.execute("pragma " + more);
                }
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
            return connection;
        } catch (LinkageError | RuntimeException e) {
            throw new SQLException(
                    "its native code cannot be loaded from java.io.tmpdir, " + System.getProperty("java.io.tmpdir")
                            + " (org.sqlite.tmpdir names another folder): " + e,
                    e);
        }
    }

    /** Closes the connections; the next use opens new ones. */
    void reconnect() {
        writer.reopen();
        reader.reopen();
    }

    /** Opened by the first reservation, so that merely reading usage does not make a server share its budgets. */
    private WriteBehind behind() {
        WriteBehind open = behind;
        if (open == null) {
            synchronized (this) {
                open = behind;
                if (open == null) {
                    if (closed) {
                        throw new StoreException(description() + " is closed", null);
                    }
                    open = WriteBehind.open(this, file.toAbsolutePath());
                    behind = open;
                }
            }
        }
        return open;
    }

    @Override
    public ReserveResult reserve(String reservation, List<BudgetWindow> windows, long nanos, Instant expires) {
        return behind().reserve(reservation, windows, nanos, expires);
    }

    @Override
    public ReserveResult extend(String reservation, List<BudgetWindow> windows, long moreNanos, Instant expires) {
        return behind().extend(reservation, windows, moreNanos, expires);
    }

    @Override
    public AdmitResult admit(String node, List<LimitClaim> claims, Instant now) {
        return behind().admit(node, claims, now.getEpochSecond());
    }

    @Override
    public boolean end(List<LimitEnd> ends) {
        return behind().end(ends);
    }

    AdmitResult admitInFile(String node, List<LimitClaim> claims, long second) {
        return writing("limits could not be checked", connection -> {
            List<LimitUsage> usage = new ArrayList<>(claims.size());
            for (LimitClaim claim : claims) {
                usage.add(LimitTable.read(connection, claim.name(), ""));
            }
            AdmitResult result = LimitCounters.admit(usage, node, claims, second);
            if (result.isGranted()) {
                LimitTable.write(connection, usage);
            }
            return result;
        });
    }

    LimitUsage limitInFile(String name) {
        return lookingUp("a limit could not be read", connection -> LimitTable.read(connection, name, ""));
    }

    void keepLimits(List<LimitUsage> usage) {
        this.<Boolean>writing("limits could not be kept", connection -> {
            LimitTable.write(connection, usage);
            return true;
        });
    }

    @Override
    public void write(LedgerBatch batch) {
        if (batch.settlements().isEmpty() && batch.ends().isEmpty()) {
            super.write(batch);
        } else {
            behind().write(batch);
        }
    }

    @Override
    public List<Balance> balances(List<BudgetWindow> windows) {
        return windows.isEmpty() ? super.balances(windows) : behind().balances(windows);
    }

    List<Balance> balancesInFile(List<BudgetWindow> windows) {
        return super.balances(windows);
    }

    @Override
    public int sweep(Instant now) {
        WriteBehind open = behind;
        return open == null ? super.sweep(now) : open.sweep(now);
    }

    int sweepFile(Instant now) {
        return super.sweep(now);
    }

    ReserveResult reserveInFile(String reservation, List<BudgetWindow> windows, long nanos, Instant expires) {
        return writing("money could not be reserved", connection -> {
            ReserveResult refused = refusal(connection, windows, nanos);
            if (refused != null) {
                return refused;
            }
            book(windows, nanos);
            try (PreparedStatement insert = connection.prepareStatement(
                    "insert into reservations (id, amount, expires, swept, windows) values (?, ?, ?, 0, ?)")) {
                insert.setString(1, reservation);
                insert.setLong(2, nanos);
                insert.setLong(3, WindowText.millis(expires));
                insert.setString(4, WindowText.write(windows));
                insert.executeUpdate();
            }
            return ReserveResult.GRANTED;
        });
    }

    ReserveResult extendInFile(String reservation, List<BudgetWindow> windows, long moreNanos, Instant expires) {
        return writing("a reservation could not be extended", connection -> {
            ReserveResult refused = moreNanos == 0 ? null : refusal(connection, windows, moreNanos);
            if (refused != null) {
                return refused;
            }
            try (PreparedStatement update = connection.prepareStatement(
                    "update reservations set amount = amount + ?, expires = ? where id = ? and swept = 0")) {
                update.setLong(1, moreNanos);
                update.setLong(2, WindowText.millis(expires));
                update.setString(3, reservation);
                if (update.executeUpdate() == 1 && moreNanos != 0) {
                    book(windows, moreNanos);
                }
            }
            return ReserveResult.GRANTED;
        });
    }

    /** Returns the refusal, if any. There is a single writer, so values read here hold until the end of the transaction. */
    private static @Nullable ReserveResult refusal(Connection connection, List<BudgetWindow> windows, long nanos)
            throws SQLException {
        ReserveResult refused = null;
        try (PreparedStatement select = connection.prepareStatement(
                "select spent, reserved from balances where budget = ? and period_start = ?")) {
            for (BudgetWindow window : windows) {
                select.setString(1, window.budget());
                select.setLong(2, window.start().toEpochMilli());
                try (ResultSet row = select.executeQuery()) {
                    Balance balance = row.next() ? new Balance(row.getLong(1), row.getLong(2)) : Balance.NONE;
                    long remaining = balance.remaining(window.limitNanos());
                    if (nanos > remaining && (refused == null || remaining < refused.remainingNanos())) {
                        refused = ReserveResult.refused(window, remaining);
                    }
                }
            }
        }
        return refused;
    }

    private void book(List<BudgetWindow> windows, long reserved) throws SQLException {
        Changes changes = new Changes();
        windows.forEach(window -> changes.add(window, 0, reserved));
        changes.book(writer);
    }

    @Override
    <T> T writing(String what, Work<T> work) {
        return writer.run(what, "begin immediate", work);
    }

    @Override
    <T> T reading(String what, Work<T> work) {
        return reader.run(what, "begin", work);
    }

    /** Uses the writing connection, so that a server needs no other. */
    @Override
    <T> T lookingUp(String what, Work<T> work) {
        return writer.run(what, "begin", work);
    }

    @Override
    Statements statements(Connection connection) {
        return writer;
    }

    @Override
    String skippingLocked() {
        return "";
    }

    @Override
    String lockingRow() {
        return "";
    }

    @Override
    public String description() {
        return "SQLite file " + file;
    }

    @Override
    public void close() {
        WriteBehind open;
        synchronized (this) {
            closed = true;
            open = behind;
        }
        if (open != null) {
            open.close();
        }
        writer.close();
        reader.close();
    }

    /** A connection used by one thread at a time, with its prepared statements; created on demand and after a failure. */
    private final class Session implements Statements {
        private final ReentrantLock lock = new ReentrantLock();
        private final Map<String, PreparedStatement> prepared = new HashMap<>();
        private @Nullable Connection connection;
        private boolean closed;

        <T> T run(String what, String begin, Work<T> work) {
            lock.lock();
            try {
                if (closed) {
                    throw new StoreException(description() + " is closed", null);
                }
                return transaction(connection(), begin, work);
            } catch (SQLException e) {
                drop();
                throw new StoreException(what + " (" + description() + "): " + e.getMessage(), e);
            } finally {
                lock.unlock();
            }
        }

        private Connection connection() throws SQLException {
            Connection open = connection;
            if (open == null) {
                open = connect();
                connection = open;
            }
            return open;
        }

        private <T> T transaction(Connection open, String begin, Work<T> work) throws SQLException {
            prepare(begin).execute();
            try {
                T result = work.apply(open);
                prepare("commit").execute();
                return result;
            } catch (SQLException | RuntimeException e) {
                try {
                    prepare("rollback").execute();
                } catch (SQLException rollback) {
                    e.addSuppressed(rollback);
                }
                throw e;
            }
        }

        @Override
        public PreparedStatement prepare(String sql) throws SQLException {
            PreparedStatement statement = prepared.get(sql);
            if (statement == null) {
                statement = connection().prepareStatement(sql);
                prepared.put(sql, statement);
            } else {
                statement.clearBatch();
            }
            return statement;
        }

        private void drop() {
            Connection open = connection;
            connection = null;
            prepared.clear();
            if (open != null) {
                try {
                    open.close();
                } catch (SQLException e) {
                    // It is of no more use either way; what failed before is what is told.
                }
            }
        }

        void reopen() {
            lock.lock();
            try {
                drop();
            } finally {
                lock.unlock();
            }
        }

        void close() {
            lock.lock();
            try {
                closed = true;
                drop();
            } finally {
                lock.unlock();
            }
        }
    }
}
