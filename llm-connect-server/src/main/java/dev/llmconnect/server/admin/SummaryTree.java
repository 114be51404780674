package dev.llmconnect.server.admin;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The summary of everything, for the first sight of the page, its events and {@code llm-connect top}. */
final class SummaryTree {
    private final CallMonitor monitor;
    private final UsageAccounts accounts;
    private final RouteInspector inspector;
    private final AdminAccess access;
    private final Clock clock;
    private final String version;

    SummaryTree(
            CallMonitor monitor, UsageAccounts accounts, RouteInspector inspector, AdminAccess access, Clock clock) {
        this.monitor = monitor;
        this.accounts = accounts;
        this.inspector = inspector;
        this.access = access;
        this.clock = clock;
        String implementation = SummaryTree.class.getPackage().getImplementationVersion();
        this.version = implementation == null ? "built from source" : implementation;
    }

    /**
     * The summary.
     *
     * @param mayChange whether who asks has the admin key
     * @param pointsAfter the second after which points are wanted
     */
    Map<String, Object> get(boolean mayChange, long pointsAfter) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("version", version);
        summary.put("start", monitor.startTime().toString());
        summary.put(
                "uptime_seconds",
                Duration.between(monitor.startTime(), clock.instant()).toSeconds());
        summary.put("may_change", mayChange);
        summary.put("has_admin_key", access.hasAdminKey());
        summary.put("accounts", accounts.status());
        summary.put("now", monitor.traffic().now());
        summary.put("total", monitor.traffic().total());
        summary.put("circuits", inspector.circuits());
        List<?> points = monitor.traffic().pointsAfter(pointsAfter);
        summary.put("points", points);
        return summary;
    }

    /** The second that is not over yet. */
    long currentSecond() {
        return clock.instant().getEpochSecond();
    }
}
