package dev.llmconnect.server.internal.endpoint;

import dev.llmconnect.server.HttpFeature;
import dev.llmconnect.server.HttpRequest;
import dev.llmconnect.server.HttpResponse;
import dev.llmconnect.server.HttpRoute;
import dev.llmconnect.server.RouteDescription;
import dev.llmconnect.server.Routing;
import dev.llmconnect.server.internal.openapi.JsonSchemas;
import dev.llmconnect.server.metrics.MetricsAccess;
import dev.llmconnect.server.metrics.ServerMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;

/** {@code GET /metrics}, for Prometheus. */
public final class MetricsEndpoint implements HttpFeature {
    private final ServerMetrics metrics;
    private final MetricsAccess access;

    /** @param access who may read them */
    public MetricsEndpoint(ServerMetrics metrics, MetricsAccess access) {
        this.metrics = metrics;
        this.access = access;
    }

    @Override
    public void setup(Routing routing) {
        if (access == MetricsAccess.OFF) {
            return;
        }
        HttpRoute route = HttpRoute.blocking("GET", "/metrics", this::answer).uncounted();
        HttpRoute described = route.describedAs(
                () -> RouteDescription.of("Metrics in the text format of Prometheus or in OpenMetrics")
                        .group("server")
                        .answers(200, "text/plain", JsonSchemas.text()));
        routing.add(access == MetricsAccess.OPEN ? described.withoutKey() : described);
    }

    private HttpResponse answer(HttpRequest request) {
        try {
            ServerMetrics.Exposition exposition = metrics.expose(
                    String.join(",", request.headers("Accept")),
                    request.context().caller());
            return HttpResponse.bytes(200, exposition.contentType(), exposition.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
