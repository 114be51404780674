package dev.llmconnect.ledger.store;

import dev.llmconnect.LLMConfigurationException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Tables and migrations, in SQL common to SQLite and PostgreSQL. */
final class Schema {
    /** Statements of each version, starting with version 1. Released versions never change. */
    private static final List<List<String>> VERSIONS = List.of(
            List.of(
                    """
            create table balances (
              budget text not null, period_start bigint not null, period_end bigint not null,
              spent bigint not null, reserved bigint not null,
              primary key (budget, period_start))""",
                    """
            create table reservations (
              id text not null primary key, amount bigint not null, expires bigint not null, swept integer not null, windows text not null)""",
                    "create index reservations_by_expiry on reservations (expires)",
                    "create table batches (id text not null primary key, written bigint not null)",
                    """
            create table usage (
              at bigint not null, request_id text not null, attempt integer not null, caller text not null, tags text not null,
              session text not null, profile text not null, provider text not null, model_asked text not null, model text not null,
              outcome text not null, uncached_input bigint not null, cache_read bigint not null, cache_write_5m bigint not null,
              cache_write_1h bigint not null, text_output bigint not null, reasoning bigint not null, audio_input bigint not null,
              audio_output bigint not null, image_input bigint not null, image_output bigint not null, estimated integer not null,
              cost bigint, cost_source text not null, duration_us bigint not null, first_token_us bigint)""",
                    "create index usage_by_time on usage (at)",
                    """
            create table usage_daily (
              day bigint not null, caller text not null, profile text not null, provider text not null, model text not null,
              outcome text not null, tags text not null, attempts bigint not null, unpriced bigint not null, estimated bigint not null,
              input bigint not null, cached bigint not null, output bigint not null, cost bigint not null,
              primary key (day, caller, profile, provider, model, outcome, tags))"""),
            List.of(
                    "create table documents (name text not null primary key, content text not null)",
                    "create table nodes (id text not null primary key, seen bigint not null)"),
            // used is SECOND:CALLS:TOKENS for each second of the last minute, running is NODE:CALLS, with spaces
            // between the entries.
            List.of(
                    "create table limits (name text not null primary key, used text not null, running text not null)",
                    "alter table documents add column version bigint not null default 0"));

    private Schema() {}

    /**
     * Migrates the tables within the connection's transaction; must not run concurrently.
     *
     * @throws LLMConfigurationException if the tables were created by a newer version
     */
    static void migrate(Connection connection, String store) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists ledger_schema (version integer not null)");
            int version = version(statement);
            if (version > VERSIONS.size()) {
                throw new LLMConfigurationException(
                        store + " has tables of version " + version + ", and this llm-connect knows them up to version "
                                + VERSIONS.size() + ": use a newer llm-connect");
            }
            if (version == VERSIONS.size()) {
                return;
            }
            for (List<String> changes : VERSIONS.subList(version, VERSIONS.size())) {
                for (String change : changes) {
                    statement.execute(change);
                }
            }
            statement.execute("delete from ledger_schema");
            statement.execute("insert into ledger_schema values (" + VERSIONS.size() + ")");
        }
    }

    private static int version(Statement statement) throws SQLException {
        try (ResultSet versions = statement.executeQuery("select max(version) from ledger_schema")) {
            return versions.next() ? versions.getInt(1) : 0;
        }
    }
}
