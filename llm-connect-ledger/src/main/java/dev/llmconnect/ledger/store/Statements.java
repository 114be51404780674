package dev.llmconnect.ledger.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Gives the prepared statements of a connection. They belong to the connection, so whoever uses them does not close them. */
@FunctionalInterface
interface Statements {
    /** The statement, without parameters and batches of an earlier use. */
    PreparedStatement prepare(String sql) throws SQLException;
}
