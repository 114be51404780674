package dev.llmconnect.server.internal.azure;

import dev.llmconnect.server.ErrorFormat;
import dev.llmconnect.server.HttpFeature;
import dev.llmconnect.server.HttpHandler;
import dev.llmconnect.server.HttpRequest;
import dev.llmconnect.server.HttpResponse;
import dev.llmconnect.server.HttpRoute;
import dev.llmconnect.server.RouteDescription;
import dev.llmconnect.server.Routing;
import dev.llmconnect.server.internal.http.RequestRejectedException;
import dev.llmconnect.server.internal.openai.ChatEndpoint;
import dev.llmconnect.server.internal.openai.CompletionsEndpoint;
import dev.llmconnect.server.internal.openai.EmbeddingsEndpoint;
import dev.llmconnect.server.internal.openai.ModelShapes;
import dev.llmconnect.server.internal.openapi.JsonSchemas;
import dev.llmconnect.server.internal.responses.ResponsesEndpoint;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Azure OpenAI's paths to the OpenAI endpoints: {@code /openai/deployments/{deployment}/…}, whose deployment is the model, and
 * {@code /openai/v1/…}. Callers' keys come in {@code api-key}; every {@code api-version} is accepted.
 *
 * <p>Source: <a href="https://learn.microsoft.com/en-us/azure/ai-foundry/openai/reference">Azure's API reference</a>.
 */
public final class AzureEndpoint implements HttpFeature {
    private static final String GROUP = "Azure";
    private static final String DEPLOYMENTS = "/openai/deployments/";
    private static final String DEPLOYMENT = "deployment";

    /** Answers a request whose body has been read. */
    @FunctionalInterface
    private interface Operation {
        HttpResponse answer(HttpRequest request, Map<String, @Nullable Object> body);
    }

    private final Map<String, Operation> operations = new LinkedHashMap<>();

    /**
     * Paths to these endpoints.
     *
     * @param chat answers chat completions
     * @param completions answers legacy completions
     * @param responses answers responses
     */
    public AzureEndpoint(ChatEndpoint chat, CompletionsEndpoint completions, ResponsesEndpoint responses) {
        operations.put("/chat/completions", chat::answer);
        operations.put("/completions", completions::answer);
        operations.put("/embeddings", EmbeddingsEndpoint::answer);
        operations.put("/responses", responses::answer);
    }

    @Override
    public void setup(Routing routing) {
        operations.forEach((path, operation) -> {
            call(
                    routing,
                    DEPLOYMENTS + "{deployment}" + path,
                    path,
                    request -> deployed(request, request.pathParameter(DEPLOYMENT), operation));
            call(routing, "/openai/v1" + path, path, request -> operation.answer(request, request.json()));
        });
        Operation responses = operation("/responses");
        call(routing, "/openai/responses", "/responses", request -> responses.answer(request, request.json()));
        call(routing, DEPLOYMENTS + "{deployment...}", "", this::byName);
        for (String path : new String[] {"/openai/v1/models", "/openai/models"}) {
            HttpRoute models = HttpRoute.blocking(
                    "GET",
                    path,
                    request -> HttpResponse.json(
                            200, ModelShapes.list(request.adapter().models())));
            routing.add(models.withErrors(AzureErrors.OF_MESSAGES)
                    .describedAs(() -> RouteDescription.of("Lists models and profiles as Azure OpenAI does")
                            .group(GROUP)));
        }
    }

    private static void call(Routing routing, String pattern, String path, HttpHandler handler) {
        ErrorFormat errors = path.equals("/embeddings") || path.equals("/responses")
                ? AzureErrors.OF_INPUT
                : AzureErrors.OF_MESSAGES;
        routing.add(HttpRoute.call("POST", pattern, handler)
                .withErrors(errors)
                .describedAs(() -> RouteDescription.of(
                                path.isEmpty()
                                        ? "As above, for a name with slashes"
                                        : "Answers as /v1" + path + " does")
                        .group(GROUP)
                        .takes(JsonSchemas.object().open().build())));
    }

    private Operation operation(String path) {
        Operation operation = operations.get(path);
        if (operation == null) {
            throw new IllegalStateException("no operation " + path);
        }
        return operation;
    }

    /** The deployment decides, whatever the body says. */
    private static HttpResponse deployed(HttpRequest request, String deployment, Operation operation) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>(request.json());
        body.put("model", deployment);
        return operation.answer(request, body);
    }

    /** A name with slashes, such as {@code anthropic/claude-sonnet-4}, which clients do not encode. */
    private HttpResponse byName(HttpRequest request) {
        String rest = "/" + request.pathParameter(DEPLOYMENT);
        for (Map.Entry<String, Operation> operation : operations.entrySet()) {
            String path = operation.getKey();
            if (rest.endsWith(path) && rest.length() > path.length() + 1) {
                return deployed(request, rest.substring(1, rest.length() - path.length()), operation.getValue());
            }
        }
        throw RequestRejectedException.notFound(
                "there is no such operation of a deployment; operations: " + String.join(", ", operations.keySet()));
    }
}
