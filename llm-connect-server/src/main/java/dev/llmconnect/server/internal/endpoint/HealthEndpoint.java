package dev.llmconnect.server.internal.endpoint;

import dev.llmconnect.server.HttpFeature;
import dev.llmconnect.server.HttpResponse;
import dev.llmconnect.server.HttpRoute;
import dev.llmconnect.server.RouteDescription;
import dev.llmconnect.server.Routing;
import dev.llmconnect.server.internal.openapi.JsonSchemas;
import java.util.List;
import java.util.Map;

/** {@code GET /health}: the process is alive (the wire contract, section 1). Calls no provider. */
public final class HealthEndpoint implements HttpFeature {
    @Override
    public void setup(Routing routing) {
        routing.add(HttpRoute.immediate("GET", "/health", request -> HttpResponse.json(200, Map.of("status", "ok")))
                .withoutKey()
                .describedAs(() -> RouteDescription.of("Whether the process lives")
                        .group("server")
                        .answers(JsonSchemas.object()
                                .required("status", JsonSchemas.oneOf(List.of("ok")))
                                .build())));
    }
}
