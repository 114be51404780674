package dev.llmconnect.server.internal.endpoint;

import dev.llmconnect.server.HttpFeature;
import dev.llmconnect.server.HttpResponse;
import dev.llmconnect.server.HttpRoute;
import dev.llmconnect.server.Readiness;
import dev.llmconnect.server.RouteDescription;
import dev.llmconnect.server.Routing;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** {@code GET /ready}: whether a load balancer should send calls here. Calls no provider. */
public final class ReadyEndpoint implements HttpFeature {
    private final Supplier<Readiness> readiness;
    private final BooleanSupplier draining;

    /** @param draining whether the server is shutting down */
    public ReadyEndpoint(Supplier<Readiness> readiness, BooleanSupplier draining) {
        this.readiness = readiness;
        this.draining = draining;
    }

    @Override
    public void setup(Routing routing) {
        routing.add(HttpRoute.immediate("GET", "/ready", request -> response())
                .withoutKey()
                .describedAs(() -> RouteDescription.of("Whether a load balancer should send calls here; 503 when not")
                        .group("server")));
    }

    private HttpResponse response() {
        Readiness now = readiness.get();
        boolean closing = draining.getAsBoolean();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", closing ? "draining" : now.isReady() ? "ready" : "unavailable");
        body.putAll(now.details());
        return HttpResponse.json(now.isReady() && !closing ? 200 : 503, body);
    }
}
