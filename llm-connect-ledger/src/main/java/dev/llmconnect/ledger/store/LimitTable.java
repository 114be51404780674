package dev.llmconnect.ledger.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Table of the usage of limits, for processes that share a database. One row per scope, locked in name order. */
final class LimitTable {
    private LimitTable() {}

    static LimitUsage read(Connection connection, String name, String lock) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select used, running from limits where name = ?" + lock)) {
            select.setString(1, name);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? LimitUsage.parse(name, row.getString(1), row.getString(2)) : new LimitUsage(name);
            }
        }
    }

    /** Adds missing rows in a separate transaction, so that no lock is held out of order. */
    static void add(Connection connection, List<LimitClaim> claims) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into limits (name, used, running) values (?, '', '') on conflict (name) do nothing")) {
            for (String name : claims.stream().map(LimitClaim::name).sorted().toList()) {
                insert.setString(1, name);
                insert.executeUpdate();
            }
        }
    }

    static void write(Connection connection, List<LimitUsage> usage) throws SQLException {
        try (PreparedStatement write =
                connection.prepareStatement("insert into limits (name, used, running) values (?, ?, ?)"
                        + " on conflict (name) do update set used = excluded.used, running = excluded.running")) {
            for (LimitUsage scope : usage) {
                write.setString(1, scope.name());
                write.setString(2, scope.used());
                write.setString(3, scope.running());
                write.executeUpdate();
            }
        }
    }

    static void end(Connection connection, List<LimitEnd> ends, String lock) throws SQLException {
        Map<String, List<LimitEnd>> byName =
                ends.stream().collect(Collectors.groupingBy(LimitEnd::name, TreeMap::new, Collectors.toList()));
        List<LimitUsage> changed = new ArrayList<>();
        for (Map.Entry<String, List<LimitEnd>> scope : byName.entrySet()) {
            LimitUsage usage = read(connection, scope.getKey(), lock);
            scope.getValue().forEach(usage::end);
            changed.add(usage);
        }
        write(connection, changed);
    }

    /** Removes the running calls of dead processes. */
    static void keepNodes(Connection connection, String lock) throws SQLException {
        Set<String> alive = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement("select id from nodes");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                alive.add(rows.getString(1));
            }
        }
        List<LimitUsage> changed = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                        "select name, used, running from limits where running <> '' order by name" + lock);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                LimitUsage usage = LimitUsage.parse(rows.getString(1), rows.getString(2), rows.getString(3));
                usage.keepOnly(alive);
                if (!usage.running().equals(rows.getString(3))) {
                    changed.add(usage);
                }
            }
        }
        write(connection, changed);
    }
}
