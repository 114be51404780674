package dev.llmconnect.server.internal.openai;

import dev.llmconnect.ModelInfo;
import dev.llmconnect.formats.chat.OpenAIError;
import dev.llmconnect.formats.endpoint.InvalidParamException;
import dev.llmconnect.server.HttpFeature;
import dev.llmconnect.server.HttpRequest;
import dev.llmconnect.server.HttpResponse;
import dev.llmconnect.server.HttpRoute;
import dev.llmconnect.server.RouteDescription;
import dev.llmconnect.server.Routing;
import dev.llmconnect.server.internal.call.RequestAdapter;
import dev.llmconnect.server.internal.openapi.JsonSchemas;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code GET /v1/models} and {@code GET /v1/models/{id}}: what the adapter can be asked for, profiles first. To a client of Anthropic's
 * API, which tells itself by the header {@code anthropic-version}, in that API's shape; likewise to one of Gemini's, which has a header or
 * a key of Google's. An id may hold slashes, plain or encoded.
 */
public final class ModelsEndpoint implements HttpFeature {
    /** The query parameter in which older clients of Gemini's API send a key. */
    private static final String GEMINI_KEY = "key";

    @Override
    public void setup(Routing routing) {
        routing.add(HttpRoute.blocking("GET", "/v1/models", ModelsEndpoint::list)
                .withErrors(OpenAIErrors.OF_MESSAGES)
                .withKeyParameter(GEMINI_KEY)
                .describedAs(() -> RouteDescription.of("The models and profiles that a call may name")
                        .query(
                                "all",
                                JsonSchemas.truth(),
                                "Whether to list mock models and profiles without a key as well")
                        .group("OpenAI")));
        routing.add(HttpRoute.blocking("GET", "/v1/models/{id...}", ModelsEndpoint::model)
                .withErrors(OpenAIErrors.OF_MESSAGES)
                .withKeyParameter(GEMINI_KEY)
                .describedAs(() -> RouteDescription.of("One model").group("OpenAI")));
    }

    private static HttpResponse list(HttpRequest request) {
        boolean wantsAll = request.queryParameter("all").filter("true"::equals).isPresent();
        List<ModelInfo> models = wantsAll
                ? RequestAdapter.allModels(request.adapter())
                : request.adapter().models();
        if (isGemini(request)) {
            return HttpResponse.json(200, ModelShapes.geminiList(models));
        }
        return HttpResponse.json(
                200, isAnthropic(request) ? ModelShapes.anthropicList(models) : ModelShapes.list(models));
    }

    private static boolean isAnthropic(HttpRequest request) {
        return request.header("anthropic-version").isPresent();
    }

    private static boolean isGemini(HttpRequest request) {
        return request.header("x-goog-api-key").isPresent()
                || request.header("x-goog-api-client").isPresent()
                || request.query().containsKey(GEMINI_KEY);
    }

    private static HttpResponse model(HttpRequest request) {
        String id = request.pathParameter("id");
        Optional<ModelInfo> model = RequestAdapter.allModels(request.adapter()).stream()
                .filter(one -> one.id().equals(id))
                .findFirst();
        if (isAnthropic(request)) {
            return model.map(found -> HttpResponse.json(200, ModelShapes.anthropicModel(found)))
                    .orElseGet(() -> anthropicNotFound(id, request.id()));
        }
        if (isGemini(request) && model.isPresent()) {
            return HttpResponse.json(200, ModelShapes.geminiModel(model.get()));
        }
        return model.map(found -> HttpResponse.json(200, ModelShapes.model(found)))
                .orElseThrow(() -> new InvalidParamException(
                        "model", OpenAIError.NO_MODEL, "The model '" + id + "' does not exist."));
    }

    private static HttpResponse anthropicNotFound(String id, String requestId) {
        Map<String, Object> error = Map.of("type", "not_found_error", "message", "model: " + id);
        return HttpResponse.json(404, Map.of("type", "error", "error", error, "request_id", requestId));
    }
}
