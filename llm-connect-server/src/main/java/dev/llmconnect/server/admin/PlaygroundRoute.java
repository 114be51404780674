package dev.llmconnect.server.admin;

import dev.llmconnect.CallContext;
import dev.llmconnect.server.HttpRequest;
import dev.llmconnect.server.HttpResponse;
import dev.llmconnect.server.HttpRoute;
import dev.llmconnect.server.RouteDescription;
import dev.llmconnect.server.Routing;
import dev.llmconnect.server.internal.endpoint.ExecuteBody;
import dev.llmconnect.server.internal.endpoint.ExecuteEndpoint;

/**
 * Asks any profile or model, as {@code /execute} does, on every listener that has the admin API. With the admin key the call counts as
 * one of the caller {@value #CALLER}.
 */
final class PlaygroundRoute {
    /** Who makes the calls that are made with the admin key. */
    static final String CALLER = "admin";

    private final AdminAccess access;

    PlaygroundRoute(AdminAccess access) {
        this.access = access;
    }

    void setup(Routing routing) {
        routing.add(HttpRoute.call("POST", AdminRoutes.ROOT + "/playground", this::ask)
                .withoutKey()
                .describedAs(() -> RouteDescription.of("Asks a profile or model, as /execute does")
                        .group("admin")
                        .takes(ExecuteBody.SCHEMA)
                        .answers(ExecuteBody.ANSWER_SCHEMA)));
    }

    private HttpResponse ask(HttpRequest request) {
        access.checkRead(request);
        CallContext context = access.isAdmin(request)
                ? request.context().toBuilder().caller(CALLER).build()
                : request.context();
        return ExecuteEndpoint.answer(request, context);
    }
}
