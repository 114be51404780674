package dev.llmconnect.server.admin;

import static dev.llmconnect.server.internal.openapi.JsonSchemas.text;

import dev.llmconnect.server.HttpRequest;
import dev.llmconnect.server.HttpResponse;
import dev.llmconnect.server.RouteDescription;
import dev.llmconnect.server.internal.http.RequestRejectedException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The summary, and the stream of events. */
final class EventRoutes {
    /** The streams of events at once: {@value}. */
    static final int MAX_STREAMS = 16;

    private final CallMonitor monitor;
    private final SummaryTree summary;
    private final AdminAccess access;
    private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    EventRoutes(CallMonitor monitor, SummaryTree summary, AdminAccess access) {
        this.monitor = monitor;
        this.summary = summary;
        this.access = access;
    }

    void setup(AdminRoutes routes) {
        routes.add(
                "GET",
                "/access",
                () -> RouteDescription.of("What whoever asks may do; for everybody")
                        .answers(AdminSchemas.ACCESS),
                request -> HttpResponse.json(200, access.rights(request)).withHeader("Cache-Control", "no-store"));
        routes.read(
                "/summary",
                () -> RouteDescription.of("Rates, percentiles and sums, with a point for each of the last 600 seconds")
                        .answers(AdminSchemas.SUMMARY),
                request -> summary.get(access.isAdmin(request), 0));
        routes.add(
                "GET",
                "/events",
                () -> RouteDescription.of("Server-sent events: a summary each second, and the calls that have ended")
                        .answers(200, "text/event-stream", text()),
                this::events);
    }

    private HttpResponse events(HttpRequest request) {
        access.checkRead(request);
        if (streams.size() >= MAX_STREAMS) {
            throw RequestRejectedException.overloaded("there are " + MAX_STREAMS + " streams of events already");
        }
        EventStream[] self = new EventStream[1];
        EventStream stream = new EventStream(
                monitor,
                summary,
                access.isAdmin(request),
                request.context().cancellation(),
                () -> streams.remove(self[0]));
        self[0] = stream;
        streams.add(stream);
        if (closed) {
            stream.end();
        }
        return HttpResponse.events(stream);
    }

    void stop() {
        closed = true;
        streams.forEach(EventStream::end);
    }
}
