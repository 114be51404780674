package dev.llmconnect.server.internal.endpoint;

import dev.llmconnect.server.internal.http.Endpoint;
import dev.llmconnect.server.internal.http.Request;
import dev.llmconnect.server.internal.http.Response;
import java.util.Map;

/** {@code GET /health}: the process is alive (the wire contract, section 1). Asks nobody and costs nothing. */
public final class HealthEndpoint implements Endpoint {
    /** A new endpoint. */
    public HealthEndpoint() {}

    @Override
    public Response handle(Request request) {
        return Response.json(200, Map.of("status", "ok"));
    }
}
