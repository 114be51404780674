package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.ledger.store.SqliteStore;
import dev.llmconnect.ledger.store.UsageQuery;
import dev.llmconnect.ledger.store.UsageQuery.Dimension;
import dev.llmconnect.ledger.store.UsageSummary;
import dev.llmconnect.server.ApiKeys;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What callers of the server may do, and what their calls cost. mock/echo costs a dollar a token here. */
class MoneyOverHttpTest {
    private static final String EXECUTE = "{\"prompt\":\"Hi\",\"config\":{\"model_name\":\"mock/echo\"}}";
    private static final String AZURE = "/openai/deployments/mock/echo/chat/completions";
    private static final String GEMINI = "/v1beta/models/mock/echo:generateContent";
    private static final String GEMINI_STREAM = "/v1beta/models/mock/echo:streamGenerateContent";
    private static final String CONTENTS = "{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}";
    private static final Map<String, String> BODIES = bodies();

    private static Map<String, String> bodies() {
        Map<String, String> all = new HashMap<>();
        all.put("/execute", EXECUTE);
        all.put(
                "/v1/chat/completions",
                "{\"model\":\"mock/echo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
        all.put("/v1/responses", "{\"model\":\"mock/echo\",\"input\":\"Hi\"}");
        all.put("/v1/embeddings", "{\"model\":\"mock/echo\",\"input\":\"Hi\"}");
        all.put(
                "/v1/messages",
                "{\"model\":\"mock/echo\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
        all.put(
                "/v1/messages/count_tokens",
                "{\"model\":\"mock/echo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
        all.put("/v1/completions", "{\"model\":\"mock/echo\",\"prompt\":\"Hi\"}");
        all.put("/v1/responses/input_tokens", "{\"model\":\"mock/echo\",\"input\":\"Hi\"}");
        all.put(AZURE, "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
        all.put("/api/chat", "{\"model\":\"mock/echo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
        all.put("/api/generate", "{\"model\":\"mock/echo\",\"prompt\":\"Hi\",\"stream\":false}");
        all.put("/api/embed", "{\"model\":\"mock/echo\",\"input\":\"Hi\"}");
        all.put(GEMINI, CONTENTS);
        all.put(GEMINI_STREAM, CONTENTS);
        return all;
    }

    /** Whether an endpoint must be in the tables; of the others they have some of each API. Conversations ask no model. */
    private static boolean isRequired(Object path) {
        return path.toString().matches("/execute|/v1/(?!models/|conversations).*");
    }

    private final ApiKeys.NewKey key = ApiKeys.generate("alice");
    private final Map<String, String> environment = new HashMap<>();

    @TempDir
    Path folder;

    private Path callers(String alice) throws IOException {
        String hash = key.entry().substring("alice:".length());
        return Files.writeString(
                folder.resolve("callers.json"),
                "{\"callers\": {\"alice\": {\"sha256\": [\"" + hash + "\"], " + alice + "}}}");
    }

    private Gateway gateway(String alice) throws IOException {
        Path prices = Files.writeString(
                folder.resolve("prices.json"),
                "{\"mock\": {\"models\": {\"mock/echo\": {\"input\": 1000000, \"output\": 1000000}}}}");
        environment.put("LLM_CONNECT_API_KEYS_FILE", callers(alice).toString());
        environment.put("LLM_CONNECT_PRICES_FILE", prices.toString());
        environment.put("LLM_CONNECT_DATA_DIR", folder.resolve("data").toString());
        return new Gateway(environment);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                // endpoint, the caller, status, its error code or type, whether asking again may help
                Arguments.of("/execute", "\"models\": [\"gpt-4o*\"]", 403, "forbidden", "ForbiddenError"),
                Arguments.of(
                        "/v1/chat/completions",
                        "\"models\": [\"gpt-4o*\"]",
                        403,
                        "model_not_found",
                        "invalid_request_error"),
                Arguments.of(
                        "/v1/responses", "\"models\": [\"gpt-4o*\"]", 403, "model_not_found", "invalid_request_error"),
                Arguments.of(
                        "/v1/embeddings", "\"models\": [\"gpt-4o*\"]", 403, "model_not_found", "invalid_request_error"),
                Arguments.of("/v1/messages", "\"models\": [\"gpt-4o*\"]", 403, "", "permission_error"),
                Arguments.of("/v1/messages/count_tokens", "\"models\": [\"gpt-4o*\"]", 403, "", "permission_error"),
                Arguments.of(
                        "/v1/completions",
                        "\"models\": [\"gpt-4o*\"]",
                        403,
                        "model_not_found",
                        "invalid_request_error"),
                Arguments.of(
                        "/v1/responses/input_tokens",
                        "\"models\": [\"gpt-4o*\"]",
                        403,
                        "model_not_found",
                        "invalid_request_error"),
                Arguments.of(AZURE, "\"models\": [\"gpt-4o*\"]", 403, "DeploymentNotFound", ""),
                Arguments.of(
                        "/v1/completions",
                        "\"budgets\": [{\"usd\": 0.5, \"per\": \"day\"}]",
                        429,
                        "insufficient_quota",
                        "insufficient_quota"),
                Arguments.of(
                        AZURE,
                        "\"budgets\": [{\"usd\": 0.5, \"per\": \"day\"}]",
                        429,
                        "insufficient_quota",
                        "insufficient_quota"),
                Arguments.of("/api/chat", "\"models\": [\"gpt-4o*\"]", 403, "forbidden", ""),
                Arguments.of("/api/embed", "\"models\": [\"gpt-4o*\"]", 403, "forbidden", ""),
                Arguments.of(GEMINI, "\"models\": [\"gpt-4o*\"]", 403, "PERMISSION_DENIED", ""),
                Arguments.of(
                        "/api/chat", "\"budgets\": [{\"usd\": 0.5, \"per\": \"day\"}]", 429, "budget_exceeded", ""),
                Arguments.of(
                        "/api/generate", "\"budgets\": [{\"usd\": 0.5, \"per\": \"day\"}]", 429, "budget_exceeded", ""),
                Arguments.of(GEMINI, "\"budgets\": [{\"usd\": 0.5, \"per\": \"day\"}]", 429, "RESOURCE_EXHAUSTED", ""),
                Arguments.of(
                        GEMINI_STREAM,
                        "\"budgets\": [{\"usd\": 0.5, \"per\": \"day\"}]",
                        429,
                        "RESOURCE_EXHAUSTED",
                        ""),
                Arguments.of(
                        "/execute",
                        "\"budgets\": [{\"usd\": 0.5, \"per\": \"day\"}]",
                        500,
                        "budget_exceeded",
                        "LLMBudgetExceededError"),
                Arguments.of(
                        "/v1/chat/completions",
                        "\"budgets\": [{\"usd\": 0.5, \"per\": \"day\"}]",
                        429,
                        "insufficient_quota",
                        "insufficient_quota"),
                Arguments.of(
                        "/v1/responses",
                        "\"budgets\": [{\"usd\": 0.5, \"per\": \"day\"}]",
                        429,
                        "insufficient_quota",
                        "insufficient_quota"),
                Arguments.of(
                        "/v1/embeddings",
                        "\"budgets\": [{\"usd\": 0.5, \"per\": \"day\"}]",
                        429,
                        "insufficient_quota",
                        "insufficient_quota"),
                Arguments.of(
                        "/v1/messages",
                        "\"budgets\": [{\"usd\": 0.5, \"per\": \"day\"}]",
                        429,
                        "",
                        "rate_limit_error"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aCallerWithoutTheRightOrOverItsBudgetIsToldInTheFormOfTheEndpoint(
            String path, String alice, int status, String code, String type) throws Exception {
        try (Gateway gateway = gateway(alice)) {
            HttpResponse<String> answer = gateway.postAs(key.key(), path, BODIES.getOrDefault(path, ""));

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
            assertThat(error(path, answer)).containsExactly(code, type);
            boolean budget = alice.contains("budgets");
            assertThat(answer.headers().firstValue("Retry-After").isPresent()).isEqualTo(budget);
            if (path.startsWith("/v1/")) {
                assertThat(answer.headers().firstValue("x-should-retry")).contains("false");
            }
            assertThat(answer.body()).doesNotContain("0.5");
        }
    }

    @Test
    void theTablesHaveEveryEndpointOfTheServerThatAsksAModel() throws Exception {
        environment.put("LLM_CONNECT_DATA_DIR", folder.resolve("data").toString());
        Set<String> endpoints = new TreeSet<>();
        try (Gateway gateway = new Gateway(environment)) {
            String known = Json.read(gateway.get("/no-such-path").body()).textOrEmpty("message");
            Matcher post = Pattern.compile("POST(?:, [A-Z]+)* (/execute|/v1/(?!models/|conversations)[^; ]+)")
                    .matcher(known);
            while (post.find()) {
                endpoints.add(post.group(1));
            }
        }
        assertThat(endpoints).contains("/execute");
        assertThat(BODIES.keySet().stream().filter(MoneyOverHttpTest::isRequired))
                .containsExactlyInAnyOrderElementsOf(endpoints);
        assertThat(limited().map(row -> row.get()[0]).filter(MoneyOverHttpTest::isRequired))
                .containsExactlyInAnyOrderElementsOf(endpoints);
        assertThat(refusals()
                        .filter(row -> row.get()[1].toString().contains("models"))
                        .map(row -> row.get()[0])
                        .filter(MoneyOverHttpTest::isRequired))
                .containsExactlyInAnyOrderElementsOf(endpoints);
        endpoints.removeAll(List.of("/v1/messages/count_tokens", "/v1/responses/input_tokens"));
        assertThat(refusals()
                        .filter(row -> row.get()[1].toString().contains("budgets"))
                        .map(row -> row.get()[0])
                        .filter(MoneyOverHttpTest::isRequired))
                .as("what spends")
                .containsExactlyInAnyOrderElementsOf(endpoints);
    }

    @Test
    void countingTokensSpendsNothingAndIsAllowedOverBudget() throws Exception {
        try (Gateway gateway = gateway("\"budgets\": [{\"usd\": 0, \"per\": \"day\"}]")) {
            String path = "/v1/messages/count_tokens";
            assertThat(gateway.postAs(key.key(), path, BODIES.getOrDefault(path, ""))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    static Stream<Arguments> limited() {
        return Stream.of(
                Arguments.of("/v1/completions", "rate_limit_exceeded", "requests", "x-ratelimit-remaining-requests"),
                Arguments.of(
                        "/v1/responses/input_tokens",
                        "rate_limit_exceeded",
                        "requests",
                        "x-ratelimit-remaining-requests"),
                Arguments.of("/api/chat", "rate_limited", "", "x-ratelimit-remaining-requests"),
                Arguments.of(GEMINI, "RESOURCE_EXHAUSTED", "", "x-ratelimit-remaining-requests"),
                Arguments.of("/execute", "rate_limited", "RateLimitedError", "x-ratelimit-remaining-requests"),
                Arguments.of(
                        "/v1/chat/completions", "rate_limit_exceeded", "requests", "x-ratelimit-remaining-requests"),
                Arguments.of("/v1/responses", "rate_limit_exceeded", "requests", "x-ratelimit-remaining-requests"),
                Arguments.of("/v1/embeddings", "rate_limit_exceeded", "requests", "x-ratelimit-remaining-requests"),
                Arguments.of("/v1/messages", "", "rate_limit_error", "anthropic-ratelimit-requests-remaining"),
                Arguments.of(
                        "/v1/messages/count_tokens", "", "rate_limit_error", "anthropic-ratelimit-requests-remaining"));
    }

    @ParameterizedTest
    @MethodSource("limited")
    void aCallerOverItsLimitIsToldWhenToComeBack(String path, String code, String type, String header)
            throws Exception {
        try (Gateway gateway = gateway("\"limits\": {\"requests_per_minute\": 2, \"tokens_per_minute\": 100000}")) {
            String body = BODIES.getOrDefault(path, "");
            HttpResponse<String> first = gateway.postAs(key.key(), path, body);
            assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
            assertThat(first.headers().firstValue(header)).contains("1");
            gateway.postAs(key.key(), path, body);
            HttpResponse<String> third = gateway.postAs(key.key(), path, body);

            assertThat(third.statusCode()).as(third.body()).isEqualTo(429);
            assertThat(error(path, third)).containsExactly(code, type);
            assertThat(third.headers().firstValue(header)).contains("0");
            assertThat(Integer.parseInt(
                            third.headers().firstValue("Retry-After").orElse("0")))
                    .isBetween(1, 61);
            assertThat(third.headers().firstValue("x-should-retry")).isEmpty();
        }
    }

    /** The code, where the form has one, and the type. */
    private static List<String> error(String path, HttpResponse<String> answer) throws IOException {
        JsonNode json = Json.read(answer.body());
        if (path.equals("/execute")) {
            return List.of(json.textOrEmpty("error"), json.textOrEmpty("type"));
        }
        if (path.startsWith("/api/")) {
            assertThat(json.textOrEmpty("error")).isNotEmpty();
            return List.of(json.get("llm_connect").textOrEmpty("error"), "");
        }
        JsonNode error = json.get("error");
        if (path.startsWith("/v1beta/")) {
            assertThat(error.number("code")).hasValue(answer.statusCode());
            return List.of(error.textOrEmpty("status"), "");
        }
        return List.of(error.textOrEmpty("code"), error.textOrEmpty("type"));
    }

    @Test
    void anotherNameOfAModelIsNoWayRoundTheRight() throws Exception {
        environment.put("LLM_CONNECT_PROFILES_JSON", "{\"alias\": {\"provider\": \"mock\", \"model\": \"mock/echo\"}}");
        String body = "{\"prompt\":\"Hi\",\"config\":{\"model_name\":\"alias\"}}";
        try (Gateway gateway = gateway("\"models\": [\"alias\"]")) {
            assertThat(gateway.postAs(key.key(), "/execute", body).statusCode()).isEqualTo(403);
        }
        try (Gateway gateway = gateway("\"models\": [\"profile:alias\"]")) {
            assertThat(gateway.postAs(key.key(), "/execute", body).statusCode()).isEqualTo(200);
            assertThat(gateway.postAs(key.key(), "/execute", EXECUTE).statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void aFallbackGoesToNoModelThatTheCallerMayNotUse() throws Exception {
        environment.put(
                "LLM_CONNECT_PROFILES_JSON",
                "{\"first\": {\"provider\": \"mock\", \"model\": \"mock/error-503\", \"fallbacks\": [\"second\", \"third\"],"
                        + " \"retry\": {\"max_attempts\": 1}},"
                        + "\"second\": {\"provider\": \"mock\", \"model\": \"mock/echo\"},"
                        + "\"third\": {\"provider\": \"mock\", \"model\": \"mock/json\"}}");
        String body = "{\"prompt\":\"Hi\",\"config\":{\"model_name\":\"first\"}}";
        try (Gateway gateway = gateway("\"models\": [\"mock/error-503\", \"mock/json\"]")) {
            HttpResponse<String> answer = gateway.postAs(key.key(), "/execute", body);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(Json.read(answer.body()).textOrEmpty("model")).isEqualTo("mock/json");
        }
        try (Gateway gateway = gateway("\"models\": [\"mock/error-503\"]")) {
            HttpResponse<String> answer = gateway.postAs(key.key(), "/execute", body);
            assertThat(answer.statusCode())
                    .as("what failed, and not what was not tried")
                    .isEqualTo(502);
        }
    }

    @Test
    void aModelThatHasReachedItsLimitIsPassedOverAndAProfileIsNot() throws Exception {
        environment.put(
                "LLM_CONNECT_PROFILES_JSON",
                "{\"first\": {\"provider\": \"mock\", \"model\": \"mock/echo\", \"fallbacks\": [\"second\"]},"
                        + "\"second\": {\"provider\": \"mock\", \"model\": \"mock/json\"}}");
        environment.put(
                "LLM_CONNECT_API_KEYS_FILE",
                Files.writeString(
                                folder.resolve("limits.json"),
                                "{\"limits\": {\"model:mock/mock/echo\": {\"requests_per_minute\": 1},"
                                        + " \"profile:first\": {\"requests_per_minute\": 2}}}")
                        .toString());
        String body = "{\"prompt\":\"Hi\",\"config\":{\"model_name\":\"first\"}}";
        try (Gateway gateway = new Gateway(environment)) {
            assertThat(Json.read(gateway.execute(body).body()).textOrEmpty("model"))
                    .isEqualTo("mock/echo");
            assertThat(Json.read(gateway.execute(body).body()).textOrEmpty("model"))
                    .isEqualTo("mock/json");
            HttpResponse<String> third = gateway.execute(body);
            assertThat(third.statusCode()).isEqualTo(429);
            assertThat(error("/execute", third)).containsExactly("rate_limited", "RateLimitedError");
            assertThat(gateway.execute(EXECUTE).statusCode())
                    .as("the model by its own name, without another route")
                    .isEqualTo(429);
        }
    }

    @Test
    void anAnswerTellsItsCostAndUsageHasARow() throws Exception {
        try (Gateway gateway = gateway("\"tags\": {\"team\": \"triage\"}")) {
            JsonNode metadata = Json.read(
                            gateway.postAs(key.key(), "/execute", EXECUTE).body())
                    .get("metadata");
            assertThat(metadata.textOrEmpty("cost_source")).isEqualTo("operator");
            assertThat(metadata.has("cost_usd")).isTrue();

            JsonNode free = Json.read(gateway.postAs(key.key(), "/execute", EXECUTE.replace("echo", "json"))
                            .body())
                    .get("metadata");
            assertThat(free.textOrEmpty("cost_source")).isEqualTo("bundled");
            assertThat(free.number("cost_usd")).hasValue(0);
        }
        try (SqliteStore store = SqliteStore.open(folder.resolve("data").resolve("ledger.db"))) {
            List<UsageSummary> usage = store.summarize(UsageQuery.between(
                            Instant.now().minus(Duration.ofHours(1)),
                            Instant.now().plus(Duration.ofHours(1)))
                    .groupedBy(Dimension.parse("caller"), Dimension.parse("tag:team")));
            assertThat(usage).hasSize(1);
            assertThat(usage.get(0).key()).containsExactly("alice", "triage");
            assertThat(usage.get(0).attempts()).isEqualTo(2);
            assertThat(usage.get(0).unpriced()).isZero();
        }
    }

    @Test
    @Timeout(30)
    void aKeyThatIsTakenOutOfTheFileStopsWithinASecond() throws Exception {
        try (Gateway gateway = gateway("\"disabled\": false")) {
            assertThat(gateway.postAs(key.key(), "/execute", EXECUTE).statusCode())
                    .isEqualTo(200);
            Path file = folder.resolve("callers.json");
            Path next = Files.writeString(folder.resolve("next"), "{\"callers\": {}}");
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
            long began = System.nanoTime();
            while (gateway.postAs(key.key(), "/execute", EXECUTE).statusCode() == 200) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
            assertThat(gateway.postAs("llmc-another", "/execute", EXECUTE).statusCode())
                    .as("a file without callers opens the server to nobody")
                    .isEqualTo(401);
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsSaidOnceAndCallsGoOn() throws Exception {
        Path file = Files.writeString(folder.resolve("no-folder"), "");
        try (LogLines log = new LogLines()) {
            environment.put("LLM_CONNECT_DATA_DIR", file.toString());
            try (Gateway gateway = new Gateway(environment)) {
                assertThat(gateway.execute(EXECUTE).statusCode()).isEqualTo(200);
                assertThat(gateway.execute(EXECUTE).statusCode()).isEqualTo(200);
            }
            assertThat(log.list())
                    .filteredOn(line -> line.contains("in memory only"))
                    .hasSize(1);
        }
    }
}
