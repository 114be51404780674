package dev.llmconnect.server.admin;

import static dev.llmconnect.server.internal.openapi.JsonSchemas.between;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.text;

import dev.llmconnect.server.HttpRequest;
import dev.llmconnect.server.RouteDescription;
import dev.llmconnect.server.internal.http.RequestRejectedException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The calls that run and those that have ended. */
final class CallRoutes {
    private static final Logger LOG = System.getLogger(CallRoutes.class.getName());
    private static final int DEFAULT_LIMIT = 100;
    private static final long MAX_MILLIS = 86_400_000;

    private final CallMonitor monitor;

    CallRoutes(CallMonitor monitor) {
        this.monitor = monitor;
    }

    void setup(AdminRoutes routes) {
        routes.read(
                "/calls/live",
                () -> RouteDescription.of("The calls that run, the oldest first")
                        .query("limit", between(1, CallMonitor.MAX_LIVE), "How many at most; 100 by default")
                        .answers(AdminSchemas.LIVE_CALLS),
                this::live);
        routes.read(
                "/calls",
                () -> RouteDescription.of(
                                "The last calls that have ended, the last one first; never what was asked or answered")
                        .query("text", text(), "Part of an id, caller, tag, profile, provider, model or outcome")
                        .query("outcome", text(), "ok, cancelled, error for every failure, or an error code")
                        .query("caller", text(), "The caller's name")
                        .query("profile", text(), "The profile's name")
                        .query("provider", text(), "The provider that answered or was asked last")
                        .query("model", text(), "The model that answered, or the name that was asked for")
                        .query("min_ms", between(0, MAX_MILLIS), "The shortest duration in milliseconds")
                        .query("limit", between(1, CallMonitor.MAX_RECENT), "How many at most; 100 by default")
                        .answers(AdminSchemas.CALLS),
                this::recent);
        routes.read(
                "/calls/{id}",
                () -> RouteDescription.of("A call that has ended, with its attempts and what they cost")
                        .answers(AdminSchemas.STORY),
                this::story);
        routes.change(
                "POST",
                "/calls/{id}/cancel",
                () -> RouteDescription.of("Cancels the running calls with this id")
                        .answers(AdminSchemas.CANCELLED),
                this::cancel);
    }

    private Map<String, Object> live(HttpRequest request) {
        int limit = (int) new QueryReader(request).integer("limit", 1, CallMonitor.MAX_LIVE, DEFAULT_LIMIT);
        List<LiveCall> running = monitor.live();
        return Map.of(
                "calls",
                running.stream().limit(limit).map(CallTrees::live).toList(),
                "more_calls",
                Math.max(0, running.size() - limit));
    }

    private Map<String, Object> recent(HttpRequest request) {
        QueryReader query = new QueryReader(request);
        CallFilter filter = new CallFilter(
                query.text("text"),
                query.text("outcome"),
                query.text("caller"),
                query.text("profile"),
                query.text("provider"),
                query.text("model"),
                query.integer("min_ms", 0, MAX_MILLIS, 0));
        int limit = (int) query.integer("limit", 1, CallMonitor.MAX_RECENT, DEFAULT_LIMIT);
        return Map.of(
                "calls",
                monitor.recent(filter, limit).stream().map(CallTrees::line).toList());
    }

    private Map<String, @Nullable Object> story(HttpRequest request) {
        String id = request.pathParameter("id");
        return monitor.recent(id)
                .map(CallTrees::story)
                .orElseThrow(() -> RequestRejectedException.notFound(
                        "no call with this id is among the last " + CallMonitor.MAX_RECENT + " that have ended"));
    }

    private Map<String, Object> cancel(HttpRequest request) {
        List<LiveCall> running = monitor.live(request.pathParameter("id"));
        if (running.isEmpty()) {
            throw RequestRejectedException.notFound("no call with this id is running");
        }
        running.forEach(call -> {
            LOG.log(
                    Level.INFO,
                    "call {0} is cancelled through the admin API",
                    call.info().requestId());
            call.info().context().cancellation().cancel();
        });
        return Map.of("cancelled", running.size());
    }
}
