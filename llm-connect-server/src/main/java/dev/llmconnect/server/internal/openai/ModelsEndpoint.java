package dev.llmconnect.server.internal.openai;

import dev.llmconnect.ModelInfo;
import dev.llmconnect.server.internal.endpoint.AdapterCalls;
import dev.llmconnect.server.internal.http.Endpoint;
import dev.llmconnect.server.internal.http.ErrorFormat;
import dev.llmconnect.server.internal.http.Request;
import dev.llmconnect.server.internal.http.Response;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code GET /v1/models} and {@code GET /v1/models/{id}}: what the adapter can be asked for, profiles first. To a client of
 * Anthropic's API, which tells itself by the header {@code anthropic-version}, in that API's shape. An id may hold slashes, plain or
 * encoded.
 */
public final class ModelsEndpoint implements Endpoint {
    /** The path of the list; a model's own path goes on with a slash and its id. */
    public static final String PATH = "/v1/models";

    private final AdapterCalls calls;

    /** An endpoint in front of an adapter. */
    public ModelsEndpoint(AdapterCalls calls) {
        this.calls = calls;
    }

    @Override
    public Response handle(Request request) {
        boolean anthropic = request.header("anthropic-version").isPresent();
        List<ModelInfo> models = calls.models();
        if (request.path().length() <= PATH.length() + 1) {
            return Response.json(200, anthropic ? ModelShapes.anthropicList(models) : ModelShapes.list(models));
        }
        String id = id(request.path());
        Optional<ModelInfo> model =
                models.stream().filter(one -> one.id().equals(id)).findFirst();
        if (anthropic) {
            return model.map(found -> Response.json(200, ModelShapes.anthropicModel(found)))
                    .orElseGet(() -> anthropicNotFound(id, request.id()));
        }
        return model.map(found -> Response.json(200, ModelShapes.model(found)))
                .orElseThrow(() -> new InvalidParamException(
                        "model", OpenAIError.NO_MODEL, "The model '" + id + "' does not exist."));
    }

    private static String id(String path) {
        String encoded = path.substring(PATH.length() + 1);
        try {
            // A plus in a path is a plus, and not the blank that it is in a form.
            return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new InvalidParamException("model", "the model's id in the path is not encoded correctly");
        }
    }

    private static Response anthropicNotFound(String id, String requestId) {
        Map<String, Object> error = Map.of("type", "not_found_error", "message", "model: " + id);
        return Response.json(404, Map.of("type", "error", "error", error, "request_id", requestId));
    }

    @Override
    public ErrorFormat errors() {
        return OpenAIErrors.OF_MESSAGES;
    }
}
