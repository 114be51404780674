package dev.llmconnect.server.internal.endpoint;

import dev.llmconnect.server.Readiness;
import dev.llmconnect.server.internal.http.Endpoint;
import dev.llmconnect.server.internal.http.Request;
import dev.llmconnect.server.internal.http.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** {@code GET /ready}: whether a load balancer should send calls here. Asks nobody and costs nothing. */
public final class ReadyEndpoint implements Endpoint {
    private final Supplier<Readiness> readiness;
    private final BooleanSupplier draining;

    /**
     * A new endpoint.
     *
     * @param draining whether the server has begun to close
     */
    public ReadyEndpoint(Supplier<Readiness> readiness, BooleanSupplier draining) {
        this.readiness = readiness;
        this.draining = draining;
    }

    @Override
    public Response handle(Request request) {
        Readiness now = readiness.get();
        boolean closing = draining.getAsBoolean();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", closing ? "draining" : now.usable() ? "ready" : "unavailable");
        body.putAll(now.details());
        return Response.json(now.usable() && !closing ? 200 : 503, body);
    }
}
