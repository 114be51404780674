package dev.llmconnect.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.LLMApiException;
import dev.llmconnect.Secret;
import dev.llmconnect.formats.json.StrictJsonParser;
import dev.llmconnect.server.admin.AdminAccess;
import dev.llmconnect.server.admin.AdminFeature;
import dev.llmconnect.server.admin.CallMonitor;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The admin API of a server with one adapter, over HTTP. */
class AdminApiTest {
    private static final String ADMIN_KEY = "llmc-admin-0123456789abcdef";
    private static final String CANARY_PROMPT = "the prompt that nobody may see";

    private final FakeAdapter adapter = new FakeAdapter();
    private final AtomicBoolean open = new AtomicBoolean(true);
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private LLMServer server;

    @BeforeEach
    void start() {
        CallMonitor monitor = new CallMonitor();
        AdminAccess access = new AdminAccess(ApiKeys.ofKey("admin", Secret.of(ADMIN_KEY)), open::get);
        server = LLMServer.builder(adapter)
                .port(0)
                .observer(monitor)
                .feature(AdminFeature.builder(monitor, access).build())
                .build();
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> send(String method, String path, String body, UnaryOperator<HttpRequest.Builder> how)
            throws Exception {
        HttpRequest request = how.apply(HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(30)))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send("GET", path, "", request -> request);
    }

    private HttpResponse<String> change(String method, String path, String body) throws Exception {
        return send(method, path, body, request -> request.header("Authorization", "Bearer " + ADMIN_KEY));
    }

    private Map<String, Object> json(String path) throws Exception {
        HttpResponse<String> response = get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return tree(response.body());
    }

    private static Map<String, Object> tree(String json) {
        return StrictJsonParser.object(json.getBytes(StandardCharsets.UTF_8));
    }

    @SuppressWarnings("unchecked") // as the API has it
    private List<Map<String, Object>> calls(String path) throws Exception {
        return (List<Map<String, Object>>) json(path).get("calls");
    }

    /** Observers are told on a thread of their own. */
    private static <T> T eventually(CheckedSupplier<T> look, Predicate<T> enough) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            T seen = look.get();
            if (enough.test(seen)) {
                return seen;
            }
            assertThat(System.nanoTime())
                    .as("waited in vain; last seen: %s", seen)
                    .isLessThan(end);
            Thread.sleep(10);
        }
    }

    private interface CheckedSupplier<T> {
        T get() throws Exception;
    }

    private HttpResponse<String> execute(String id, String prompt) throws Exception {
        return send(
                "POST", "/execute", "{\"prompt\":\"" + prompt + "\"}", request -> request.header("X-Request-Id", id));
    }

    @Test
    void tellsTheStoryOfACallWithoutWhatWasAskedAndAnswered() throws Exception {
        execute("the-call", CANARY_PROMPT);

        List<Map<String, Object>> calls = eventually(() -> calls("/admin/api/calls"), found -> !found.isEmpty());
        HttpResponse<String> story = get("/admin/api/calls/the-call");

        assertThat(calls.get(0)).containsEntry("id", "the-call").containsEntry("outcome", "ok");
        assertThat(tree(story.body()))
                .containsEntry("endpoint", "/execute")
                .containsEntry("provider", "fake")
                .containsEntry("input_tokens", 3L)
                .containsEntry("output_tokens", 2L)
                .containsEntry("finish_reason", "stop");
        for (String path : List.of("/admin/api/summary", "/admin/api/calls", "/admin/api/providers")) {
            assertThat(get(path).body()).doesNotContain(CANARY_PROMPT).doesNotContain("hello");
        }
        assertThat(story.body()).doesNotContain(CANARY_PROMPT).doesNotContain("hello");
        assertThat(story.headers().firstValue("Cache-Control")).hasValue("no-store");
    }

    @Test
    void countsCallsAndErrorsInTheSummary() throws Exception {
        execute("one", "Hi");
        adapter.answer = request -> {
            throw new LLMApiException("HTTP 500 from https://provider.example/?key=sk-canary-0123456789");
        };
        execute("two", "Hi");

        Map<String, Object> summary = eventually(
                () -> json("/admin/api/summary"),
                seen -> seen.get("total") instanceof Map<?, ?> total
                        && Long.valueOf(2).equals(total.get("calls")));

        assertThat(summary.get("total"))
                .hasFieldOrPropertyWithValue("errors", 1L)
                .hasFieldOrPropertyWithValue("attempts", 2L);
        assertThat(calls("/admin/api/calls?outcome=error"))
                .extracting(call -> call.get("id"))
                .containsExactly("two");
        assertThat(calls("/admin/api/calls?text=ONE"))
                .extracting(call -> call.get("id"))
                .containsExactly("one");
        assertThat(get("/admin/api/providers").body()).doesNotContain("canary").contains("\"failed\":1");
    }

    @Test
    void showsARunningStreamAndCancelsIt() throws Exception {
        ScriptedStream stream = new ScriptedStream(FakeAdapter.hello()).text("x".repeat(40));
        adapter.stream = request -> stream;
        CompletableFuture<HttpResponse<String>> running = CompletableFuture.supplyAsync(() -> {
            try {
                return send(
                        "POST",
                        "/execute",
                        "{\"prompt\":\"Hi\",\"stream\":true}",
                        request -> request.header("X-Request-Id", "running"));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        Map<String, Object> live = eventually(
                        () -> calls("/admin/api/calls/live"),
                        calls -> !calls.isEmpty()
                                && Long.valueOf(10).equals(calls.get(0).get("output_tokens_so_far")))
                .get(0);
        assertThat(live)
                .containsEntry("id", "running")
                .containsEntry("stream", true)
                .containsEntry("provider", "fake");

        HttpResponse<String> refused = send("POST", "/admin/api/calls/running/cancel", "", request -> request);
        HttpResponse<String> cancelled = change("POST", "/admin/api/calls/running/cancel", "");

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(cancelled.body()).isEqualTo("{\"cancelled\":1}");
        assertThat(stream.released.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(running.get(20, TimeUnit.SECONDS).body()).contains("event: error");
        assertThat(eventually(() -> calls("/admin/api/calls"), found -> !found.isEmpty())
                        .get(0))
                .containsEntry("outcome", "cancelled");
        assertThat(change("POST", "/admin/api/calls/running/cancel", "").statusCode())
                .isEqualTo(404);
    }

    @Test
    void listsOnlyAsManyRunningCallsAsAreWantedAndCountsTheOthers() throws Exception {
        adapter.stream = request -> new ScriptedStream(FakeAdapter.hello()).text("x");
        List<CompletableFuture<HttpResponse<String>>> running = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            running.add(client.sendAsync(
                    HttpRequest.newBuilder(uri("/execute"))
                            .header("X-Request-Id", "one-of-three")
                            .POST(BodyPublishers.ofString("{\"prompt\":\"Hi\",\"stream\":true}"))
                            .build(),
                    BodyHandlers.ofString()));
        }
        eventually(() -> calls("/admin/api/calls/live"), calls -> calls.size() == 3);

        assertThat(calls("/admin/api/calls/live?limit=2")).hasSize(2);
        assertThat(json("/admin/api/calls/live?limit=2")).containsEntry("more_calls", 1L);
        assertThat(json("/admin/api/calls/live")).containsEntry("more_calls", 0L);

        assertThat(change("POST", "/admin/api/calls/one-of-three/cancel", "").body())
                .isEqualTo("{\"cancelled\":3}");
        for (CompletableFuture<HttpResponse<String>> call : running) {
            assertThat(call.get(20, TimeUnit.SECONDS).body()).contains("event: error", "\"error\":\"cancelled\"");
        }
    }

    static Stream<String> reading() {
        return Stream.of(
                "summary",
                "calls",
                "calls/live",
                "usage",
                "budgets",
                "callers",
                "providers",
                "profiles",
                "prices",
                "config",
                "events");
    }

    @ParameterizedTest
    @MethodSource("reading")
    void readingWantsTheAdminKeyWhereItIsNotOpen(String path) throws Exception {
        open.set(false);

        HttpResponse<String> without = get("/admin/api/" + path);
        HttpResponse<String> wrong =
                send("GET", "/admin/api/" + path, "", request -> request.header("x-api-key", "wrong"));

        assertThat(without.statusCode()).isEqualTo(401);
        assertThat(wrong.statusCode()).isEqualTo(401);
        if (!path.equals("events")) {
            assertThat(change("GET", "/admin/api/" + path, "").statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POST, callers, {\"name\":\"bob\"}",
        "PUT, callers/bob, {}",
        "POST, callers/bob/rotate, {}",
        "POST, callers/bob/revoke, ''",
        "PUT, budgets, {\"scope\":\"server\"}",
        "POST, circuits/reset, {\"provider\":\"openai\"}",
        "POST, reload, ''",
        "POST, calls/x/cancel, ''"
    })
    void changingWantsTheAdminKeyEvenWhereReadingIsOpen(String method, String path, String body) throws Exception {
        assertThat(send(method, "/admin/api/" + path, body, request -> request).statusCode())
                .isEqualTo(401);
        assertThat(send(method, "/admin/api/" + path, body, request -> request.header("x-api-key", ADMIN_KEY + "x"))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void tellsEverybodyWhatTheyMayDo() throws Exception {
        assertThat(get("/admin/api/access").body())
                .isEqualTo("{\"may_read\":true,\"may_change\":false,\"has_admin_key\":true,\"wrong_key\":false}");
        assertThat(change("GET", "/admin/api/access", "").body()).contains("\"may_change\":true");
        open.set(false);
        assertThat(get("/admin/api/access").body()).contains("\"may_read\":false");
        assertThat(send("GET", "/admin/api/access", "", request -> request.header("x-api-key", "wrong"))
                        .body())
                .contains("\"may_read\":false")
                .contains("\"wrong_key\":true");
    }

    @Test
    void saysHowToSetAnAdminKeyWhereThereIsNone() throws Exception {
        CallMonitor monitor = new CallMonitor();
        try (LLMServer without = LLMServer.builder(adapter)
                .port(0)
                .feature(AdminFeature.builder(monitor, new AdminAccess(ApiKeys.NONE, () -> true))
                        .build())
                .build()) {
            without.start();
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + without.port() + "/admin/api/reload"))
                            .POST(BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofString());

            assertThat(response.statusCode()).isEqualTo(403);
            assertThat(response.body()).contains("--admin-key-file").contains("LLM_CONNECT_ADMIN_KEY");
        }
    }

    @Test
    void rejectsForeignPagesAsEverythingElseDoes() throws Exception {
        for (String path : List.of("/admin/", "/admin/api/summary", "/openapi.json")) {
            assertThat(send("GET", path, "", request -> request.header("Origin", "https://evil.example"))
                            .statusCode())
                    .isEqualTo(400);
        }
        try (RawClient rebound = new RawClient(server.port())) {
            assertThat(rebound.send("GET /admin/api/summary HTTP/1.1\r\nHost: evil.example\r\n\r\n")
                            .read()
                            .status())
                    .isEqualTo(400);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "calls?limit=0, `limit` must be an integer between 1 and 1000",
        "calls?limit=many, got `many`",
        "calls?min_ms=-1, `min_ms` must be an integer",
        "calls?colour=red, unknown query parameter `colour`; known: text",
        "calls/live?x=1, unknown query parameter `x`; known: limit",
        "calls/live?limit=20001, `limit` must be an integer between 1 and 20000",
        "providers?x=1, there are none here",
        "usage?since=yesterday, `since` must be a time before now",
        "usage?since=2026-11-02&until=2026-11-01, `since` must be before `until`",
        "prices?provider=openai, `provider` and `model` come together"
    })
    void refusesABadQueryAndSaysWhatIsAccepted(String path, String message) throws Exception {
        HttpResponse<String> response = get("/admin/api/" + path);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(String.valueOf(tree(response.body()).get("message"))).contains(message);
    }

    @Test
    void thePlaygroundAsksLikeExecute() throws Exception {
        HttpResponse<String> answer = send("POST", "/admin/api/playground", "{\"prompt\":\"Hi\"}", request -> request);
        HttpResponse<String> streamed = change("POST", "/admin/api/playground", "{\"prompt\":\"Hi\",\"stream\":true}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(tree(answer.body())).containsEntry("content", "hello");
        assertThat(streamed.body()).contains("event: done");
        assertThat(eventually(() -> calls("/admin/api/calls"), found -> found.size() == 2))
                .extracting(call -> call.get("caller"))
                .containsExactly("admin", "");
        open.set(false);
        assertThat(send("POST", "/admin/api/playground", "{\"prompt\":\"Hi\"}", request -> request)
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void streamsASummaryAndTheCallsThatEndUntilTheServerCloses() throws Exception {
        HttpResponse<Stream<String>> events =
                client.send(HttpRequest.newBuilder(uri("/admin/api/events")).build(), BodyHandlers.ofLines());
        assertThat(events.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        CompletableFuture<List<String>> lines = CompletableFuture.supplyAsync(() -> {
            try (Stream<String> body = events.body()) {
                return body.toList();
            }
        });
        execute("seen", CANARY_PROMPT);
        eventually(() -> calls("/admin/api/calls"), found -> !found.isEmpty());
        // The next event is at most a second away.
        Thread.sleep(1200);

        long began = System.nanoTime();
        server.close();

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
        assertThat(lines.get(20, TimeUnit.SECONDS))
                .contains("event: summary", "event: calls")
                .anyMatch(line -> line.startsWith("data: ") && line.contains("\"id\":\"seen\""))
                .noneMatch(line -> line.contains(CANARY_PROMPT) || line.contains("hello"));
    }

    @Test
    void limitsStreamsOfEventsAndLetsGoOfThoseThatAreLeft() throws Exception {
        List<RawClient> clients = Stream.generate((Supplier<RawClient>) () -> new RawClient(server.port()))
                .limit(16)
                .toList();
        for (RawClient each : clients) {
            assertThat(each.send("GET /admin/api/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .readHead()
                            .status())
                    .isEqualTo(200);
        }
        assertThat(get("/admin/api/events").statusCode()).isEqualTo(503);

        clients.forEach(RawClient::close);

        eventually(
                () -> {
                    try (RawClient again = new RawClient(server.port())) {
                        return again.send("GET /admin/api/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                .readHead()
                                .status();
                    }
                },
                status -> status == 200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/admin/", "/admin/app.js", "/admin/style.css", "/admin/icon.svg"})
    void thePageTakesNothingFromElsewhereAndRunsNothingInline(String path) throws Exception {
        HttpResponse<String> response = get(path);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self'")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(response.body())
                .doesNotContainPattern("(src|href)=\"(https?:)?//")
                .doesNotContainPattern("<script(?![^>]*src=)")
                .doesNotContainPattern("\\sstyle=\"");
        String tag = response.headers().firstValue("ETag").orElseThrow();
        assertThat(send("GET", path, "", request -> request.header("If-None-Match", tag))
                        .statusCode())
                .isEqualTo(304);
    }

    @Test
    void thePageHasNoOtherFiles() throws Exception {
        assertThat(get("/admin/package-info.class").statusCode()).isEqualTo(404);
        assertThat(get("/admin/..%2f..%2f").statusCode()).isEqualTo(404);
        assertThat(get("/admin").statusCode()).isEqualTo(308);
        // Nothing secret is in the files, so that the page can ask for the key.
        open.set(false);
        assertThat(get("/admin/").statusCode()).isEqualTo(200);
    }

    @Test
    void describesEveryRoute() throws Exception {
        Map<String, Object> document = json("/openapi.json");

        assertThat(document).containsEntry("openapi", "3.1.1");
        @SuppressWarnings("unchecked") // as OpenAPI has it
        Map<String, Map<String, Map<String, Object>>> paths =
                (Map<String, Map<String, Map<String, Object>>>) document.get("paths");
        assertThat(paths)
                .hasSizeGreaterThan(25)
                .containsKeys("/execute", "/health", "/admin/api/calls/{id}", "/v1/models/{id}");
        paths.forEach((path, methods) ->
                methods.forEach((method, operation) -> assertThat(String.valueOf(operation.get("summary")))
                        .as("the description of %s %s", method, path)
                        .isNotBlank()
                        .doesNotStartWith(method.toUpperCase(Locale.ROOT) + " /")));
    }

    @Test
    void aListenerOfItsOwnAnswersNoCalls() throws Exception {
        CallMonitor monitor = new CallMonitor();
        try (LLMServer own = LLMServer.builder(adapter)
                .port(0)
                .featuresOnly()
                .feature(AdminFeature.builder(monitor, new AdminAccess(ApiKeys.NONE, () -> true))
                        .build())
                .build()) {
            own.start();
            try (RawClient raw = new RawClient(own.port())) {
                assertThat(raw.post("/execute", "{\"prompt\":\"Hi\"}").read().status())
                        .isEqualTo(404);
                assertThat(raw.send("GET /admin/api/summary HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                .read()
                                .status())
                        .isEqualTo(200);
            }
        }
    }
}
