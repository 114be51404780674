package dev.llmconnect.ledger.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Prepared statements of a connection, which owns and closes them. */
@FunctionalInterface
interface Statements {
    /** Returns the statement without parameters and batches of an earlier use. */
    PreparedStatement prepare(String sql) throws SQLException;
}
