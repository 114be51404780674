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
import java.util.List;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps everything in one SQLite file, which any tool can read and several processes of one machine can share. Thread-safe.
 *
 * <p>The file is in WAL mode: it has two companions, {@code -wal} and {@code -shm}, while it is open. What was written survives the end of
 * the process at any moment. While one process alone uses the file, it reserves in memory, and keeps in the file what calls hold for longer
 * than 50 ms; as soon as a second one comes, both reserve in the file. A companion, {@code .lock}, tells which it is. The driver, {@code org.xerial:sqlite-jdbc}, must be on the class path; it unpacks its native code to {@code
 * java.io.tmpdir}, or the folder that the system property {@code org.sqlite.tmpdir} names.
 */
public final class SqliteStore extends JdbcStore {
    /** The longest wait for another process that is writing: 2 s. */
    public static final Duration BUSY_TIMEOUT = Duration.ofSeconds(2);

    private static final String DRIVER = "org.sqlite.JDBC";

    private final Path file;
    private final Session writer;
    private final Session reader;
    private volatile @Nullable WriteBehind behind;
    private boolean closed;

    private SqliteStore(Path file) {
        this.file = file;
        this.writer = new Session();
        this.reader = new Session();
    }

    /**
     * Opens the file, and makes it where there is none, with the folders above it.
     *
     * @throws LLMConfigurationException when it cannot be opened or written, or is no ledger of this version
     */
    public static SqliteStore open(Path file) {
        SqliteStore store = new SqliteStore(file);
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
                    "the folder of " + store.description() + " cannot be made: " + e, e, ErrorDetails.none());
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
            Connection connection = driver.connect("jdbc:sqlite:" + file.toAbsolutePath(), new Properties());
            try (Statement settings = connection.createStatement()) {
                settings.execute("pragma busy_timeout = " + BUSY_TIMEOUT.toMillis());
                settings.execute("pragma journal_mode = wal");
                settings.execute("pragma synchronous = normal");
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

    /** Opened by the first reservation: to read usage is no reason for a server to share its budgets. */
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
    public void write(LedgerBatch batch) {
        if (batch.settlements().isEmpty()) {
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
            book(connection, windows, nanos);
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
                    book(connection, windows, moreNanos);
                }
            }
            return ReserveResult.GRANTED;
        });
    }

    /** Nobody else writes meanwhile, so what is read here holds until the transaction ends. */
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
                    long room = balance.room(window.limitNanos());
                    if (nanos > room && (refused == null || room < refused.roomNanos())) {
                        refused = ReserveResult.refused(window, room);
                    }
                }
            }
        }
        return refused;
    }

    private static void book(Connection connection, List<BudgetWindow> windows, long reserved) throws SQLException {
        Changes changes = new Changes();
        windows.forEach(window -> changes.add(window, 0, reserved));
        changes.book(connection);
    }

    @Override
    <T> T writing(String what, Work<T> work) {
        return writer.run(what, "begin immediate", work);
    }

    @Override
    <T> T reading(String what, Work<T> work) {
        return reader.run(what, "begin", work);
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

    /** One connection, used by one thread at a time. It is made when it is needed, and again after a failure. */
    private final class Session {
        private final ReentrantLock lock = new ReentrantLock();
        private @Nullable Connection connection;
        private boolean closed;

        <T> T run(String what, String begin, Work<T> work) {
            lock.lock();
            try {
                if (closed) {
                    throw new StoreException(description() + " is closed", null);
                }
                Connection open = connection;
                if (open == null) {
                    open = connect();
                    connection = open;
                }
                return transaction(open, begin, work);
            } catch (SQLException e) {
                drop();
                throw new StoreException(what + " (" + description() + "): " + e.getMessage(), e);
            } finally {
                lock.unlock();
            }
        }

        private <T> T transaction(Connection open, String begin, Work<T> work) throws SQLException {
            try (Statement statement = open.createStatement()) {
                statement.execute(begin);
                try {
                    T result = work.apply(open);
                    statement.execute("commit");
                    return result;
                } catch (SQLException | RuntimeException e) {
                    try {
                        statement.execute("rollback");
                    } catch (SQLException rollback) {
                        e.addSuppressed(rollback);
                    }
                    throw e;
                }
            }
        }

        private void drop() {
            Connection open = connection;
            connection = null;
            if (open != null) {
                try {
                    open.close();
                } catch (SQLException e) {
                    // It is of no more use either way; what failed before is what is told.
                }
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
