package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.squareup.moshi.JsonReader;
import dev.llmconnect.server.ApiKeys;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import okio.Buffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The admin API of what {@code llm-connect serve} serves: profiles, circuits, callers, budgets, usage, configuration. */
class AdminApiOverHttpTest {
    private static final String ADMIN_KEY = "llmc-admin-0123456789abcdef";
    private static final String CANARY_KEY = "canary-key-of-a-provider-0123456789";
    private static final String CANARY_PROMPT = "a prompt that stays between us";

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private String callerKey = "";

    @BeforeEach
    void configure() throws IOException {
        ApiKeys.NewKey alice = ApiKeys.generate("alice");
        callerKey = alice.key();
        Path callers = folder.resolve("callers.json");
        String hash = alice.entry().substring("alice:".length());
        Files.writeString(callers, """
            {"callers": {"alice": {"sha256": ["%s"], "tags": {"team": "triage"}, "models": ["*", "profile:*"],
              "budgets": [{"usd": 10, "per": "month"}], "limits": {"requests_per_minute": 600}}},
             "budgets": {"server": [{"usd": 500, "per": "month"}], "tag:project=*": [{"usd": 5, "per": "day"}]}}
            """.formatted(hash));
        environment.putAll(Map.of(
                "LLM_CONNECT_ADMIN_KEY",
                ADMIN_KEY,
                "LLM_CONNECT_API_KEYS_FILE",
                callers.toString(),
                "LLM_CONNECT_DATA_DIR",
                folder.toString(),
                "OPENAI_API_KEY",
                CANARY_KEY,
                "OPENROUTER_API_KEYS",
                CANARY_KEY + "a," + CANARY_KEY + "b",
                "LLM_CONNECT_PROFILES_JSON",
                "{\"quick\":{\"provider\":\"mock\",\"model\":\"mock-1\",\"temperature\":0.1},"
                        + "\"keyless\":{\"provider\":\"anthropic\"}}",
                "LLM_CONNECT_PROFILE_QUICK_MAX_TOKENS",
                "77"));
    }

    private HttpResponse<String> ask(Gateway gateway, String method, String path, String body) throws Exception {
        return gateway.send(method, path, body, "Authorization", "Bearer " + ADMIN_KEY);
    }

    private Map<?, ?> get(Gateway gateway, String path) throws Exception {
        HttpResponse<String> response = ask(gateway, "GET", "/admin/api/" + path, "");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return tree(response.body());
    }

    private static Map<?, ?> tree(String json) throws IOException {
        return (Map<?, ?>) JsonReader.of(new Buffer().writeUtf8(json)).readJsonValue();
    }

    @SuppressWarnings("unchecked") // JSON has lists of anything
    private static List<Object> list(Map<?, ?> tree, String name) {
        return (List<Object>) tree.get(name);
    }

    private HttpResponse<String> call(Gateway gateway, String key, String model) throws Exception {
        return gateway.send(
                "POST",
                "/execute",
                "{\"prompt\":\"" + CANARY_PROMPT + "\",\"config\":{\"model_name\":\"" + model + "\"}}",
                "Authorization",
                "Bearer " + key);
    }

    private interface Look<T> {
        T now() throws Exception;
    }

    private static <T> T eventually(Look<T> look, Predicate<T> enough) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            T seen = look.now();
            if (enough.test(seen)) {
                return seen;
            }
            assertThat(System.nanoTime())
                    .as("waited in vain; last seen: %s", seen)
                    .isLessThan(end);
            Thread.sleep(20);
        }
    }

    /** Every path that reads, with parameters that find something. */
    private static Map<String, String> readingPaths() {
        Map<String, String> paths = new LinkedHashMap<>();
        paths.put("/admin/api/access", "access");
        paths.put("/admin/api/summary", "summary");
        paths.put("/admin/api/calls/live", "calls/live");
        paths.put("/admin/api/calls", "calls?limit=10");
        paths.put("/admin/api/calls/{id}", "calls/the-call");
        paths.put("/admin/api/usage", "usage?by=caller,profile,provider,model,outcome,day,tag:team&since=7d");
        paths.put("/admin/api/budgets", "budgets");
        paths.put("/admin/api/callers", "callers");
        paths.put("/admin/api/prices", "prices?provider=openai&model=gpt-4o");
        paths.put("/admin/api/providers", "providers");
        paths.put("/admin/api/profiles", "profiles");
        paths.put("/admin/api/config", "config");
        return paths;
    }

    @Test
    void everyAnswerIsAsTheDocumentSaysAndHoldsNeitherKeyNorPrompt() throws Exception {
        try (Gateway gateway = new Gateway(environment)) {
            gateway.send(
                    "POST",
                    "/execute",
                    "{\"prompt\":\"" + CANARY_PROMPT + "\",\"config\":{\"model_name\":\"quick\"}}",
                    "Authorization",
                    "Bearer " + callerKey,
                    "X-Request-Id",
                    "the-call");
            eventually(() -> list(get(gateway, "calls"), "calls"), calls -> !calls.isEmpty());
            eventually(() -> list(get(gateway, "usage?by=caller"), "rows"), rows -> !rows.isEmpty());
            Map<?, ?> paths =
                    (Map<?, ?>) tree(gateway.get("/openapi.json").body()).get("paths");

            List<String> described = paths.keySet().stream()
                    .map(String::valueOf)
                    .filter(path -> path.startsWith("/admin/api/") && !path.endsWith("/events"))
                    .filter(path -> ((Map<?, ?>) paths.get(path)).containsKey("get"))
                    .toList();
            assertThat(readingPaths().keySet()).containsExactlyInAnyOrderElementsOf(described);
            for (Map.Entry<String, String> path : readingPaths().entrySet()) {
                String body =
                        ask(gateway, "GET", "/admin/api/" + path.getValue(), "").body();
                assertThat(JsonSchemaCheck.problems(tree(body), schema(paths, path.getKey(), "get")))
                        .as("%s: %s", path.getKey(), body)
                        .isEmpty();
                assertThat(body)
                        .doesNotContain(CANARY_KEY)
                        .doesNotContain(CANARY_PROMPT)
                        .doesNotContain(callerKey);
            }
        }
    }

    private static Map<?, ?> schema(Map<?, ?> paths, String path, String method) {
        Object at = paths;
        for (String step : List.of(path, method, "responses", "200", "content", "application/json", "schema")) {
            at = ((Map<?, ?>) at).get(step);
        }
        return (Map<?, ?>) at;
    }

    @Test
    void usageAndBudgetsAreThoseOfTheLedger() throws Exception {
        environment.put("LLM_CONNECT_PRICES_FILE", prices());
        try (Gateway gateway = new Gateway(environment)) {
            assertThat(call(gateway, callerKey, "quick").statusCode()).isEqualTo(200);

            Map<?, ?> usage = eventually(
                    () -> get(gateway, "usage?by=caller&since=today"),
                    seen -> !list(seen, "rows").isEmpty());
            Map<?, ?> row = (Map<?, ?>) list(usage, "rows").get(0);
            assertThat(row.get("key")).isEqualTo(Map.of("caller", "alice"));
            assertThat((Double) row.get("cost_usd")).isPositive();
            Map<?, ?> call = (Map<?, ?>) list(get(gateway, "calls"), "calls").get(0);
            assertThat(call.get("cost_usd")).isEqualTo(row.get("cost_usd"));
            List<Object> budgets = eventually(
                    () -> list(get(gateway, "budgets"), "budgets"),
                    seen -> seen.stream().allMatch(it -> ((Double) ((Map<?, ?>) it).get("spent_usd")) > 0));
            assertThat(budgets.stream().map(it -> String.valueOf(((Map<?, ?>) it).get("scope"))))
                    .containsExactly("server", "caller:alice");
            assertThat(budgets).allSatisfy(it -> {
                Map<?, ?> budget = (Map<?, ?>) it;
                assertThat((Double) budget.get("spent_usd") + (Double) budget.get("left_usd"))
                        .isEqualTo((Double) budget.get("limit_usd"));
            });
        }
    }

    private String prices() throws IOException {
        Path file = folder.resolve("prices.json");
        Files.writeString(file, "{\"mock\":{\"models\":{\"*\":{\"input\":1000,\"output\":1000}}}}");
        return file.toString();
    }

    @Test
    void aKeyThatIsMadeHoldsAtOnceAndOneThatIsRevokedNoLonger() throws Exception {
        try (Gateway gateway = new Gateway(environment)) {
            HttpResponse<String> made = ask(
                    gateway,
                    "POST",
                    "/admin/api/callers",
                    "{\"name\":\"bob\",\"tags\":{\"team\":\"b\"},\"budgets\":[{\"usd\":2.5,\"per\":\"day\"}]}");
            assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
            String key = String.valueOf(tree(made.body()).get("key"));
            assertThat(key).startsWith("llmc-");

            assertThat(call(gateway, key, "quick").statusCode()).isEqualTo(200);
            assertThat(ask(gateway, "GET", "/admin/api/callers", "").body())
                    .contains("\"name\":\"bob\"")
                    .contains("\"limit_usd\":2.5")
                    .doesNotContain(key);
            HttpResponse<String> again = ask(gateway, "POST", "/admin/api/callers", "{\"name\":\"bob\"}");
            assertThat(again.statusCode()).isEqualTo(400);
            assertThat(again.body()).contains("bob already has a key");
            String rotated =
                    String.valueOf(tree(ask(gateway, "POST", "/admin/api/callers/bob/rotate", "{\"grace_seconds\":0}")
                                    .body())
                            .get("key"));
            assertThat(call(gateway, key, "quick").statusCode()).isEqualTo(401);
            assertThat(call(gateway, rotated, "quick").statusCode()).isEqualTo(200);

            assertThat(ask(gateway, "POST", "/admin/api/callers/bob/revoke", "").statusCode())
                    .isEqualTo(200);

            assertThat(call(gateway, rotated, "quick").statusCode()).isEqualTo(401);
            assertThat(call(gateway, callerKey, "quick").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void changesOfCallersAndBudgetsHoldAtOnceAndBadOnesChangeNothing() throws Exception {
        try (Gateway gateway = new Gateway(environment)) {
            HttpResponse<String> bad = ask(gateway, "PUT", "/admin/api/callers/alice", "{\"budgets\":[{\"usd\":-1}]}");
            assertThat(bad.statusCode()).isEqualTo(400);
            assertThat(bad.body()).contains("usd");
            assertThat(ask(gateway, "PUT", "/admin/api/callers/nobody", "{}").body())
                    .contains("there is no caller nobody");
            assertThat(ask(gateway, "PUT", "/admin/api/callers/alice", "{\"sha256\":[\"00\"]}")
                            .statusCode())
                    .isEqualTo(400);
            assertThat(ask(gateway, "PUT", "/admin/api/budgets", "{\"scope\":\"moon\",\"budgets\":[]}")
                            .statusCode())
                    .isEqualTo(400);
            assertThat(call(gateway, callerKey, "quick").statusCode()).isEqualTo(200);

            assertThat(ask(gateway, "PUT", "/admin/api/callers/alice", "{\"models\":[\"gpt-*\"]}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(call(gateway, callerKey, "quick").statusCode()).isEqualTo(403);
            HttpResponse<String> budgets = ask(
                    gateway,
                    "PUT",
                    "/admin/api/budgets",
                    "{\"scope\":\"profile:quick\",\"budgets\":[{\"usd\":3,\"per\":\"week\"}]}");
            assertThat(budgets.body()).contains("\"scope\":\"profile:quick\"").contains("\"limit_usd\":3");
        }
    }

    @Test
    void saysWhichSourceGaveEachValueOfAProfile() throws Exception {
        try (Gateway gateway = new Gateway(environment)) {
            List<Object> profiles = list(get(gateway, "profiles"), "profiles");

            Map<?, ?> quick = named(profiles, "quick");
            assertThat(quick.get("usable")).isEqualTo(true);
            assertThat(list(quick, "values"))
                    .contains(
                            Map.of("field", "temperature", "value", "0.1", "source", "LLM_CONNECT_PROFILES_JSON"),
                            Map.of(
                                    "field",
                                    "max_tokens",
                                    "value",
                                    "77",
                                    "source",
                                    "LLM_CONNECT_PROFILE_QUICK_MAX_TOKENS"));
            Map<?, ?> keyless = named(profiles, "keyless");
            assertThat(keyless.get("usable")).isEqualTo(false);
            assertThat(String.valueOf(keyless.get("problem"))).contains("ANTHROPIC_API_KEY");
            assertThat(list(get(gateway, "providers"), "keys"))
                    .singleElement()
                    .satisfies(keys ->
                            assertThat(((Map<?, ?>) keys).get("provider")).isEqualTo("openrouter"));
        }
    }

    private static Map<?, ?> named(List<Object> profiles, String name) {
        return profiles.stream()
                .map(profile -> (Map<?, ?>) profile)
                .filter(profile -> name.equals(profile.get("name")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void tellsTheConfigurationWithItsSourcesAndNoCredential() throws Exception {
        environment.put("LLM_CONNECT_RETRY_MAX_ATTEMPTS", "4");
        try (Gateway gateway = new Gateway(environment)) {
            List<Object> values = list(get(gateway, "config"), "values");

            assertThat(values)
                    .contains(
                            Map.of("name", "--port", "value", "0", "source", "option"),
                            Map.of("name", "--host", "value", "127.0.0.1", "source", "default"),
                            Map.of("name", "--data-dir", "value", folder.toString(), "source", "LLM_CONNECT_DATA_DIR"),
                            Map.of("name", "OPENAI_API_KEY", "value", "(set)", "source", "environment"),
                            Map.of("name", "LLM_CONNECT_ADMIN_KEY", "value", "(set)", "source", "environment"));
            assertThat(list(get(gateway, "config"), "models")).contains("quick");
        }
    }

    @Test
    void anOpenCircuitIsShownAndCanBeClosed() throws Exception {
        environment.put("OPENAI_BASE_URL", "http://127.0.0.1:9/v1");
        environment.put(
                "LLM_CONNECT_PROFILES_JSON",
                "{\"broken\":{\"provider\":\"openai\",\"model\":\"gpt-4o\",\"retry\":{\"max_attempts\":1},"
                        + "\"circuit_breaker\":{\"failure_threshold\":2}}}");
        environment.remove("LLM_CONNECT_PROFILE_QUICK_MAX_TOKENS");
        try (Gateway gateway = new Gateway(environment)) {
            for (int i = 0; i < 5; i++) {
                call(gateway, callerKey, "broken");
            }
            List<Object> circuits = list(get(gateway, "summary"), "circuits");
            assertThat(circuits)
                    .singleElement()
                    .satisfies(circuit ->
                            assertThat(((Map<?, ?>) circuit).get("state")).isIn("open", "half_open"));

            HttpResponse<String> reset =
                    ask(gateway, "POST", "/admin/api/circuits/reset", "{\"provider\":\"openai\",\"model\":\"gpt-4o\"}");

            assertThat(reset.body()).isEqualTo("{\"reset\":true}");
            assertThat(list(get(gateway, "summary"), "circuits")).isEmpty();
            assertThat(ask(
                                    gateway,
                                    "POST",
                                    "/admin/api/circuits/reset",
                                    "{\"provider\":\"openai\",\"model\":\"gpt-4o\"}")
                            .body())
                    .isEqualTo("{\"reset\":false}");
            assertThat(ask(gateway, "GET", "/admin/api/providers", "").body())
                    .contains("\"last_errors\":[{")
                    .doesNotContain(CANARY_KEY);
        }
    }

    @Test
    void withoutAnythingSetReadingIsOpenAndChangesAreNot() throws Exception {
        try (Gateway gateway = new Gateway(Map.of())) {
            assertThat(gateway.get("/admin/api/summary").statusCode()).isEqualTo(200);
            assertThat(gateway.post("/admin/api/playground", "{\"prompt\":\"Hi\"}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(gateway.post("/admin/api/callers", "{\"name\":\"bob\"}").statusCode())
                    .isEqualTo(403);
        }
        // With callers' keys foreign pages are not turned away, so everything wants the admin key.
        try (Gateway gateway = new Gateway(environment)) {
            assertThat(gateway.get("/admin/api/summary").statusCode()).isEqualTo(401);
            assertThat(gateway.send("GET", "/admin/api/summary", "", "Authorization", "Bearer " + callerKey)
                            .statusCode())
                    .isEqualTo(401);
        }
        try (Gateway gateway = new Gateway(Map.of("LLM_CONNECT_DISABLE_ADMIN", "yes"))) {
            assertThat(gateway.get("/admin/api/summary").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void saysThatCallersCannotBeChangedWithoutAFile() throws Exception {
        try (Gateway gateway = new Gateway(Map.of("LLM_CONNECT_ADMIN_KEY", ADMIN_KEY))) {
            HttpResponse<String> refused = ask(gateway, "POST", "/admin/api/callers", "{\"name\":\"bob\"}");

            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("--api-keys-file");
            assertThat(ask(gateway, "POST", "/admin/api/reload", "").body()).isEqualTo("{\"reloaded\":true}");
        }
    }
}
