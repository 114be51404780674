package dev.llmconnect.server.internal.endpoint;

import dev.llmconnect.server.HttpFeature;
import dev.llmconnect.server.HttpResponse;
import dev.llmconnect.server.HttpRoute;
import dev.llmconnect.server.Routing;
import java.util.Map;

/** {@code GET /health}: the process is alive (the wire contract, section 1). Calls no provider. */
public final class HealthEndpoint implements HttpFeature {
    @Override
    public void setup(Routing routing) {
        routing.add(HttpRoute.immediate("GET", "/health", request -> HttpResponse.json(200, Map.of("status", "ok")))
                .withoutKey());
    }
}
