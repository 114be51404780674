package dev.llmconnect.server.internal.openapi;

import dev.llmconnect.server.HttpFeature;
import dev.llmconnect.server.HttpResponse;
import dev.llmconnect.server.HttpRoute;
import dev.llmconnect.server.RouteDescription;
import dev.llmconnect.server.Routing;

/** {@code GET /openapi.json}: what this server takes and answers, made of its routes. */
public final class OpenApiEndpoint implements HttpFeature {
    @Override
    public void setup(Routing routing) {
        routing.add(HttpRoute.blocking("GET", "/openapi.json", request -> answer(routing))
                .withoutKey()
                .describedAs(() -> RouteDescription.of("This document").group("server")));
    }

    private static HttpResponse answer(Routing routing) {
        String version = OpenApiEndpoint.class.getPackage().getImplementationVersion();
        return HttpResponse.json(
                200, OpenApiDocument.of(version == null ? "built from source" : version, routing.routes()));
    }
}
