package dev.llmconnect.server.internal.gemini;

import static dev.llmconnect.server.internal.openapi.JsonSchemas.anything;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.listOf;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.mapOf;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.object;

import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.formats.endpoint.AnswerFacts;
import dev.llmconnect.formats.gemini.GeminiAnswerWriter;
import dev.llmconnect.formats.gemini.GeminiBody;
import dev.llmconnect.formats.gemini.GeminiEmbedBody;
import dev.llmconnect.formats.gemini.GeminiStreamWriter;
import dev.llmconnect.internal.EmbeddingValues;
import dev.llmconnect.server.HttpFeature;
import dev.llmconnect.server.HttpHandler;
import dev.llmconnect.server.HttpRequest;
import dev.llmconnect.server.HttpResponse;
import dev.llmconnect.server.HttpRoute;
import dev.llmconnect.server.RouteDescription;
import dev.llmconnect.server.Routing;
import dev.llmconnect.server.internal.call.AnswerStream;
import dev.llmconnect.server.internal.call.IncomingCalls;
import dev.llmconnect.server.internal.call.RequestAdapter;
import dev.llmconnect.server.internal.call.TokenEstimate;
import dev.llmconnect.server.internal.http.RequestRejectedException;
import dev.llmconnect.server.internal.openai.ModelShapes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Google's Gemini API in front of any provider, under both of its versions. Callers' keys come in {@code x-goog-api-key}, or in {@code
 * ?key=}.
 *
 * <p>Source: <a href="https://ai.google.dev/api">Google's API reference</a>.
 */
public final class GeminiEndpoint implements HttpFeature {
    /** The query parameter in which Google's older clients send a key. */
    private static final String KEY_PARAMETER = "key";

    private static final String GROUP = "Gemini";

    @Override
    public void setup(Routing routing) {
        Map<String, Object> contents =
                object().required("contents", listOf(mapOf(anything()))).open().build();
        Map<String, Object> content =
                object().required("content", mapOf(anything())).open().build();
        Map<String, Object> requests =
                object().required("requests", listOf(mapOf(anything()))).open().build();
        Map<String, Object> counted = object().open().build();
        for (String version : List.of("/v1beta", "/v1")) {
            call(routing, version, "generateContent", GeminiEndpoint::generate, "Answers as Gemini does", contents);
            call(
                    routing,
                    version,
                    "streamGenerateContent",
                    GeminiEndpoint::stream,
                    "Answers in chunks as Gemini does",
                    contents);
            call(
                    routing,
                    version,
                    "countTokens",
                    GeminiEndpoint::count,
                    "Counts the tokens of a prompt as Gemini does",
                    counted);
            call(routing, version, "embedContent", GeminiEndpoint::embed, "Makes an embedding as Gemini does", content);
            call(
                    routing,
                    version,
                    "batchEmbedContents",
                    GeminiEndpoint::embedAll,
                    "Makes embeddings as Gemini does",
                    requests);
        }
        // Under /v1 the lists of several APIs have one path, which ModelsEndpoint answers.
        HttpRoute list = HttpRoute.blocking(
                "GET",
                "/v1beta/models",
                request -> HttpResponse.json(
                        200, ModelShapes.geminiList(request.adapter().models())));
        routing.add(described(list, RouteDescription.of("Lists models and profiles as Gemini does")));
        HttpRoute one = HttpRoute.blocking("GET", "/v1beta/models/{model...}", GeminiEndpoint::model);
        routing.add(described(one, RouteDescription.of("Describes a model as Gemini does")));
    }

    private static void call(
            Routing routing,
            String version,
            String method,
            HttpHandler handler,
            String summary,
            Map<String, Object> body) {
        HttpRoute route = HttpRoute.call("POST", version + "/models/{model...}:" + method, handler);
        routing.add(described(route, RouteDescription.of(summary).takes(body)));
    }

    private static HttpRoute described(HttpRoute route, RouteDescription description) {
        return route.withErrors(GeminiErrors.INSTANCE)
                .withKeyParameter(KEY_PARAMETER)
                .describedAs(() -> description.group(GROUP));
    }

    private static String modelOf(HttpRequest request) {
        return GeminiBody.model(request.pathParameter("model"));
    }

    private static HttpResponse generate(HttpRequest request) {
        LLMResponse answer = request.adapter().execute(GeminiBody.read(IncomingCalls.of(request), modelOf(request)));
        return HttpResponse.json(200, GeminiAnswerWriter.of(answer, GeminiAnswerWriter.parts(answer), request.id()));
    }

    private static HttpResponse stream(HttpRequest request) {
        boolean events = request.queryParameter("alt").orElse("").equals("sse");
        LLMRequest call = GeminiBody.read(IncomingCalls.of(request), modelOf(request));
        AnswerStream chunks = new AnswerStream(
                request,
                call,
                new GeminiStreamWriter(request.id(), call.config().modelName(), events));
        return events ? HttpResponse.events(chunks) : HttpResponse.stream("application/json", chunks);
    }

    private static HttpResponse count(HttpRequest request) {
        LLMRequest call = GeminiBody.readForCount(IncomingCalls.of(request), modelOf(request));
        OptionalLong counted = request.adapter().countTokens(call);
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("totalTokens", counted.orElseGet(() -> TokenEstimate.of(call)));
        if (counted.isEmpty()) {
            tree.put(AnswerFacts.FIELD, Map.of("estimated", true));
        }
        return HttpResponse.json(200, tree);
    }

    private static HttpResponse embed(HttpRequest request) {
        EmbeddingResponse answer =
                request.adapter().embed(GeminiEmbedBody.one(IncomingCalls.of(request), modelOf(request)));
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put(
                "embedding",
                Map.of("values", new EmbeddingValues(answer.embeddings().get(0))));
        return HttpResponse.json(200, completed(tree, answer));
    }

    private static HttpResponse embedAll(HttpRequest request) {
        EmbeddingResponse answer =
                request.adapter().embed(GeminiEmbedBody.batch(IncomingCalls.of(request), modelOf(request)));
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put(
                "embeddings",
                answer.embeddings().stream()
                        .map(vector -> Map.of("values", new EmbeddingValues(vector)))
                        .toList());
        return HttpResponse.json(200, completed(tree, answer));
    }

    private static Map<String, Object> completed(Map<String, Object> tree, EmbeddingResponse answer) {
        tree.put("usageMetadata", Map.of("promptTokenCount", answer.usage().inputTokens()));
        tree.put(AnswerFacts.FIELD, answer.metadata().toMapWithoutExtras());
        return tree;
    }

    private static HttpResponse model(HttpRequest request) {
        String name = modelOf(request);
        ModelInfo model = RequestAdapter.allModels(request.adapter()).stream()
                .filter(one -> one.id().equals(name))
                .findFirst()
                .orElseThrow(() -> RequestRejectedException.notFound("models/" + name + " is not found"));
        return HttpResponse.json(200, ModelShapes.geminiModel(model));
    }
}
