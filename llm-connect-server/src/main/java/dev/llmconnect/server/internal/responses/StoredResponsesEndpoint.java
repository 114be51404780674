package dev.llmconnect.server.internal.responses;

import dev.llmconnect.formats.endpoint.InvalidParamException;
import dev.llmconnect.server.HttpFeature;
import dev.llmconnect.server.HttpHandler;
import dev.llmconnect.server.HttpRequest;
import dev.llmconnect.server.HttpResponse;
import dev.llmconnect.server.HttpRoute;
import dev.llmconnect.server.RouteDescription;
import dev.llmconnect.server.Routing;
import dev.llmconnect.server.internal.http.RequestRejectedException;
import dev.llmconnect.server.internal.openai.OpenAIErrors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code GET} and {@code DELETE /v1/responses/{id}}, also under Azure's paths: of the responses that this server remembers.
 *
 * <p>Source: <a href="https://platform.openai.com/docs/api-reference/responses/get">OpenAI's API reference</a>.
 */
public final class StoredResponsesEndpoint implements HttpFeature {
    private static final List<String> PATHS =
            List.of("/v1/responses/{id}", "/openai/v1/responses/{id}", "/openai/responses/{id}");

    private final ResponseStore store;

    /** @param store has the responses */
    public StoredResponsesEndpoint(ResponseStore store) {
        this.store = store;
    }

    @Override
    public void setup(Routing routing) {
        for (String path : PATHS) {
            routing.add(route("GET", path, "Gets a response that this server has stored", this::get));
            routing.add(route("DELETE", path, "Deletes a response that this server has stored", this::delete));
        }
    }

    private static HttpRoute route(String method, String path, String summary, HttpHandler handler) {
        return HttpRoute.blocking(method, path, handler)
                .withErrors(OpenAIErrors.OF_INPUT)
                .describedAs(() -> RouteDescription.of(summary).group(path.startsWith("/openai") ? "Azure" : "OpenAI"));
    }

    private HttpResponse get(HttpRequest request) {
        if (request.queryParameter("stream").filter("true"::equals).isPresent()) {
            throw new InvalidParamException(
                    "stream", "unsupported_parameter", "A stored response is given whole, not as events.");
        }
        String id = request.pathParameter("id");
        return store.response(request.context(), id)
                .map(response -> HttpResponse.json(200, response))
                .orElseThrow(() -> notFound(id));
    }

    private HttpResponse delete(HttpRequest request) {
        String id = request.pathParameter("id");
        if (!store.remove(request.context(), id)) {
            throw notFound(id);
        }
        Map<String, Object> deleted = new LinkedHashMap<>();
        deleted.put("id", id);
        deleted.put("object", "response");
        deleted.put("deleted", true);
        return HttpResponse.json(200, deleted);
    }

    private static RequestRejectedException notFound(String id) {
        return RequestRejectedException.notFound("Response with id '" + id + "' not found.");
    }
}
