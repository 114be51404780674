package dev.llmconnect.ledger.store;

import dev.llmconnect.ledger.callers.CallerSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.UnaryOperator;

/** Text of the callers in a database row, which is locked during updates. */
record StoredCallers(JdbcStore store) implements CallerSource {
    private static final String NAME = "callers";

    @Override
    public String read() {
        return store.reading("the callers could not be read", connection -> read(connection, ""));
    }

    /** Each update counts: thousands of callers make a text that is too long to be read twice a second. */
    @Override
    public String version() {
        return store.lookingUp("the callers could not be read", connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("select version from documents where name = ?")) {
                select.setString(1, NAME);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? row.getString(1) : "";
                }
            }
        });
    }

    @Override
    public void update(UnaryOperator<String> change) {
        store.<Boolean>writing("the callers could not be written", connection -> {
            try (PreparedStatement add = connection.prepareStatement(
                    "insert into documents (name, content) values (?, '') on conflict (name) do nothing")) {
                add.setString(1, NAME);
                add.executeUpdate();
            }
            String changed = change.apply(read(connection, store.lockingRow()));
            try (PreparedStatement update = connection.prepareStatement(
                    "update documents set content = ?, version = version + 1 where name = ?")) {
                update.setString(1, changed);
                update.setString(2, NAME);
                update.executeUpdate();
            }
            return true;
        });
    }

    private static String read(Connection connection, String lock) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select content from documents where name = ?" + lock)) {
            select.setString(1, NAME);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getString(1) : "";
            }
        }
    }

    @Override
    public String description() {
        return "the callers in " + store.description();
    }
}
