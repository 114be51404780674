package dev.llmconnect.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.RunConfig;
import dev.llmconnect.server.ApiKeys;
import dev.llmconnect.server.HttpFeature;
import dev.llmconnect.server.HttpResponse;
import dev.llmconnect.server.HttpRoute;
import dev.llmconnect.server.LLMServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A program's own routes, added from outside the server's packages. */
class HttpFeatureTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** Answers with what it was asked. */
    private static final class Echo implements LLMAdapter {
        @Override
        public String provider() {
            return "echo";
        }

        @Override
        public LLMResponse execute(LLMRequest request) {
            return LLMResponse.builder()
                    .content(request.messages().get(0).text())
                    .model(request.config().modelName())
                    .build();
        }
    }

    /** The whole feature: a pattern with a suffix, a query parameter, and a call to the server's adapter. */
    private static final HttpFeature GENERATE =
            routing -> routing.add(HttpRoute.call("POST", "/v1beta/models/{model}:generateContent", request -> {
                String text = String.valueOf(request.json().get("text"));
                LLMRequest call = request.newCall()
                        .prompt(text + request.queryParameter("alt").orElse(""))
                        .config(RunConfig.builder()
                                .modelName(request.pathParameter("model"))
                                .build())
                        .build();
                LLMResponse answer = request.adapter().execute(call);
                return HttpResponse.json(200, Map.of("text", answer.content(), "model", answer.model()));
            }));

    @Test
    void aFeatureAddsARouteWithAPatternAndCallsTheAdapter() throws Exception {
        try (LLMServer server = started(GENERATE)) {
            java.net.http.HttpResponse<String> answer = CLIENT.send(
                    request(server, "/v1beta/models/org%2Fm-1:generateContent?alt=a+b%C3%A9&x")
                            .POST(BodyPublishers.ofString("{\"text\":\"Hi \"}"))
                            .build(),
                    BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("\"text\":\"Hi a bé\"", "\"model\":\"org/m-1\"");
        }
    }

    @Test
    void whatAHandlerThrowsIsAnErrorAndAMalformedUrlIsTheClientsFault() throws Exception {
        HttpFeature feature = routing -> routing.get("/broken/{x}", request -> {
                    throw new IllegalStateException("secret " + request.pathParameter("x"));
                })
                .get("/query", request -> HttpResponse.text(200, request.query().toString()));
        try (LLMServer server = started(feature)) {
            assertThat(get(server, "/broken/y").statusCode()).isEqualTo(500);
            assertThat(get(server, "/broken/y").body())
                    .contains("internal_error")
                    .doesNotContain("secret");
            assertThat(get(server, "/query?a=%C3%28").statusCode()).isEqualTo(400);
            assertThat(get(server, "/query?a=1&a=2&b=").body()).isEqualTo("{a=[1, 2], b=[]}");
            assertThat(get(server, "/query?" + "a=1&".repeat(101)).body()).contains("more than 100 parameters");
        }
    }

    @Test
    void aStreamingBodyIsSentAsItIsWritten() throws Exception {
        HttpFeature feature = routing -> routing.get(
                "/stream",
                request -> HttpResponse.stream("text/plain", out -> {
                    out.write("one ".getBytes(StandardCharsets.UTF_8));
                    out.write("two".getBytes(StandardCharsets.UTF_8));
                }));
        try (LLMServer server = started(feature)) {
            assertThat(get(server, "/stream").body()).isEqualTo("one two");
            java.net.http.HttpResponse<String> head = CLIENT.send(
                    request(server, "/stream")
                            .method("HEAD", BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofString());
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(get(server, "/stream").body()).isEqualTo("one two");
        }
    }

    @Test
    void aRouteRequiresAKeyUnlessItIsAddedWithoutOne() throws Exception {
        HttpFeature feature = routing -> routing.get("/mine", request -> HttpResponse.text(200, "mine"))
                .add(HttpRoute.immediate("GET", "/everybodys", request -> HttpResponse.text(200, "yours"))
                        .withoutKey());
        ApiKeys.NewKey key = ApiKeys.generate("billing");
        try (LLMServer server = LLMServer.builder(new Echo())
                .port(0)
                .apiKeys(ApiKeys.parse("test", key.entry()))
                .feature(feature)
                .build()) {
            server.start();

            assertThat(get(server, "/mine").statusCode()).isEqualTo(401);
            assertThat(get(server, "/everybodys").body()).isEqualTo("yours");
        }
    }

    @Test
    void aRouteThatIsTakenIsRefusedAtTheStart() {
        LLMServer server = LLMServer.builder(new Echo())
                .port(0)
                .feature(routing -> routing.get("/health", request -> HttpResponse.empty(204)))
                .build();

        assertThatThrownBy(server::start)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there are two routes for the same requests: GET /health, GET /health");
    }

    private static LLMServer started(HttpFeature feature) {
        LLMServer server =
                LLMServer.builder(new Echo()).port(0).feature(feature).build();
        server.start();
        return server;
    }

    private static HttpRequest.Builder request(LLMServer server, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    private static java.net.http.HttpResponse<String> get(LLMServer server, String path) throws Exception {
        return CLIENT.send(request(server, path).build(), BodyHandlers.ofString());
    }
}
