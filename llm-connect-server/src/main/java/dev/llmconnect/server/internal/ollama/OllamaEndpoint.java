package dev.llmconnect.server.internal.ollama;

import static dev.llmconnect.server.internal.openapi.JsonSchemas.anything;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.listOf;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.mapOf;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.object;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.text;

import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.formats.endpoint.AnswerFacts;
import dev.llmconnect.formats.endpoint.RequestFields;
import dev.llmconnect.formats.ollama.OllamaAnswerWriter;
import dev.llmconnect.formats.ollama.OllamaBody;
import dev.llmconnect.formats.ollama.OllamaEmbedBody;
import dev.llmconnect.formats.ollama.OllamaParams;
import dev.llmconnect.formats.ollama.OllamaStreamWriter;
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
import dev.llmconnect.server.internal.http.RequestRejectedException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Ollama's API in front of any provider, for editors and home servers that know no other. Thread-safe.
 *
 * <p>Source: <a href="https://docs.ollama.com/api">Ollama's API reference</a>.
 */
public final class OllamaEndpoint implements HttpFeature {
    /** The version of Ollama whose API this is; clients refuse to work with one that is too old for what they use. */
    static final String VERSION = "0.13.0";

    private static final String NDJSON = "application/x-ndjson";
    private static final String GROUP = "Ollama";
    private static final String MODEL = "model";

    private final Clock clock;

    /** @param clock tells when an answer was made */
    public OllamaEndpoint(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void setup(Routing routing) {
        Map<String, Object> chat = object().required(MODEL, text())
                .optional("messages", listOf(mapOf(anything())))
                .open()
                .build();
        Map<String, Object> generate = object().required(MODEL, text())
                .optional("prompt", text())
                .open()
                .build();
        Map<String, Object> embed = object().required(MODEL, text())
                .required("input", anything())
                .open()
                .build();
        Map<String, Object> embeddings = object().required(MODEL, text())
                .required("prompt", text())
                .open()
                .build();
        call(routing, "/api/chat", this::chat, "Answers a chat as Ollama does", chat);
        call(routing, "/api/generate", this::generate, "Answers a prompt as Ollama does", generate);
        call(routing, "/api/embed", OllamaEndpoint::embed, "Makes embeddings as Ollama does", embed);
        call(
                routing,
                "/api/embeddings",
                OllamaEndpoint::embedOne,
                "Makes an embedding as Ollama did before",
                embeddings);
        HttpRoute show = HttpRoute.blocking("POST", "/api/show", OllamaEndpoint::show);
        routing.add(described(
                show,
                RouteDescription.of("Describes a model as Ollama does")
                        .takes(object().required(MODEL, text()).open().build())));
        HttpRoute tags = HttpRoute.blocking(
                "GET",
                "/api/tags",
                request -> HttpResponse.json(
                        200, OllamaModels.list(request.adapter().models())));
        routing.add(described(tags, RouteDescription.of("Lists models and profiles as Ollama does")));
        HttpRoute ps =
                HttpRoute.immediate("GET", "/api/ps", request -> HttpResponse.json(200, Map.of("models", List.of())));
        routing.add(described(ps, RouteDescription.of("Lists loaded models as Ollama does, of which there are none")));
        HttpRoute version = HttpRoute.immediate(
                "GET", "/api/version", request -> HttpResponse.json(200, Map.of("version", VERSION)));
        routing.add(described(version, RouteDescription.of("The version of Ollama whose API this is")));
    }

    private static void call(
            Routing routing, String path, HttpHandler handler, String summary, Map<String, Object> body) {
        routing.add(described(
                HttpRoute.call("POST", path, handler),
                RouteDescription.of(summary).takes(body)));
    }

    private static HttpRoute described(HttpRoute route, RouteDescription description) {
        return route.withErrors(OllamaErrors.INSTANCE).describedAs(() -> description.group(GROUP));
    }

    private HttpResponse chat(HttpRequest request) {
        return answer(request, OllamaBody.chat(IncomingCalls.of(request)), true);
    }

    private HttpResponse generate(HttpRequest request) {
        return answer(request, OllamaBody.generate(IncomingCalls.of(request)), false);
    }

    private HttpResponse answer(HttpRequest request, OllamaBody body, boolean chat) {
        OllamaAnswerWriter answer = new OllamaAnswerWriter(chat, body.model(), clock, request.context());
        if (body.call().isEmpty()) {
            Map<String, Object> loaded = answer.loaded(body.unloads());
            return body.stream()
                    ? HttpResponse.bytes(200, NDJSON, OllamaStreamWriter.line(loaded))
                    : HttpResponse.json(200, loaded);
        }
        LLMRequest call = body.call().get();
        return body.stream()
                ? HttpResponse.stream(
                        NDJSON, new AnswerStream(request, call, new OllamaStreamWriter(request.id(), answer)))
                : HttpResponse.json(200, answer.whole(request.adapter().execute(call)));
    }

    private static HttpResponse embed(HttpRequest request) {
        EmbeddingRequest call = OllamaEmbedBody.read(IncomingCalls.of(request), "input");
        EmbeddingResponse answer = request.adapter().embed(call);
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put(MODEL, answer.model());
        tree.put(
                "embeddings",
                answer.embeddings().stream().map(EmbeddingValues::new).toList());
        tree.put(
                "total_duration",
                request.context().ticker().nanos() - request.context().startNanos());
        tree.put("load_duration", 0);
        tree.put("prompt_eval_count", answer.usage().inputTokens());
        tree.put(AnswerFacts.FIELD, answer.metadata().toMapWithoutExtras());
        return HttpResponse.json(200, tree);
    }

    private static HttpResponse embedOne(HttpRequest request) {
        EmbeddingResponse answer = request.adapter().embed(OllamaEmbedBody.read(IncomingCalls.of(request), "prompt"));
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("embedding", new EmbeddingValues(answer.embeddings().get(0)));
        tree.put(AnswerFacts.FIELD, answer.metadata().toMapWithoutExtras());
        return HttpResponse.json(200, tree);
    }

    private static HttpResponse show(HttpRequest request) {
        RequestFields body = new RequestFields("", request.json());
        String name = OllamaParams.model(body);
        ModelInfo model = RequestAdapter.allModels(request.adapter()).stream()
                .filter(one -> one.id().equals(name))
                .findFirst()
                .orElseThrow(() -> RequestRejectedException.notFound("model '" + name + "' not found"));
        return HttpResponse.json(200, OllamaModels.description(model));
    }
}
