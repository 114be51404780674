package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.formats.json.Json;
import dev.llmconnect.server.ApiKeys;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Budgets and limits that many callers, or several servers, share. gpt-4.1 writes up to 32,768 tokens; it costs $2 in and $8 out for a million
 * tokens.
 */
class SharedMoneyTest {
    private static final int CALLERS = 50;
    private static final String BODY =
            "{\"model\":\"gpt-4.1\",\"messages\":[{\"role\":\"user\",\"content\":\"Say hello\"}]}";
    private static final String ANSWER =
            "{\"id\":\"1\",\"model\":\"gpt-4.1\",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\","
                    + "\"message\":{\"role\":\"assistant\",\"content\":\"Hello\"}}],"
                    + "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":200,\"total_tokens\":210}}";
    /** 10 tokens in and 200 out, in nano-dollars. */
    private static final long COST = 10 * 2000 + 200 * 8000;

    private final MockWebServer provider = new MockWebServer();
    private final List<ApiKeys.NewKey> keys = new ArrayList<>();

    @TempDir
    Path folder;

    @BeforeEach
    void startProvider() throws Exception {
        provider.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return new MockResponse.Builder()
                        .addHeader("Content-Type", "application/json")
                        .body(ANSWER)
                        .build();
            }
        });
        provider.start();
    }

    @AfterEach
    void stopProvider() {
        provider.close();
    }

    private Map<String, String> environment(String callersAndBudgets) throws Exception {
        Path file = Files.writeString(folder.resolve("callers.json"), callersAndBudgets);
        return new HashMap<>(Map.of(
                "OPENAI_API_KEY", "canary-openai-key-1",
                "LLM_CONNECT_OPENAI_BASE_URL", provider.url("/v1").toString(),
                "LLM_CONNECT_PROVIDER", "openai",
                "LLM_CONNECT_API_KEYS_FILE", file.toString(),
                "LLM_CONNECT_DATA_DIR", folder.resolve("data").toString()));
    }

    /** So many callers, each with what is said of it. */
    private String callers(int count, String each) {
        StringBuilder json = new StringBuilder();
        for (int i = 0; i < count; i++) {
            ApiKeys.NewKey key = ApiKeys.generate("caller" + i);
            keys.add(key);
            json.append(i == 0 ? "" : ",")
                    .append("\"caller" + i + "\": {\"sha256\": [\"")
                    .append(key.entry().substring(key.entry().indexOf(':') + 1))
                    .append("\"]" + each + "}");
        }
        return "\"callers\": {" + json + "}";
    }

    private static <T> List<T> atOnce(List<Callable<T>> calls) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(calls.size());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(calls)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void nothingIsRefusedBeforeNearlyAllOfADollarIsSpent() throws Exception {
        AtomicInteger answered = new AtomicInteger();
        AtomicLong spentAtFirstRefusal = new AtomicLong(Long.MAX_VALUE);
        try (Gateway gateway =
                new Gateway(environment("{" + callers(CALLERS, "") + ", \"budgets\": {\"server\": [{\"usd\": 1}]}}"))) {
            List<Callable<Integer>> callers = new ArrayList<>();
            for (ApiKeys.NewKey key : keys) {
                callers.add(() -> {
                    HttpResponse<String> answer = gateway.postAs(key.key(), "/v1/chat/completions", BODY);
                    while (answer.statusCode() == 200) {
                        answered.incrementAndGet();
                        answer = gateway.postAs(key.key(), "/v1/chat/completions", BODY);
                    }
                    spentAtFirstRefusal.accumulateAndGet(answered.get() * COST, Math::min);
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(429);
                    return Json.read(answer.body())
                                    .get("error")
                                    .textOrEmpty("code")
                                    .equals("insufficient_quota")
                            ? 1
                            : 0;
                });
            }
            assertThat(atOnce(callers)).containsOnly(1);
        }
        assertThat(spentAtFirstRefusal.get()).isGreaterThanOrEqualTo(900_000_000L);
        assertThat(answered.get() * COST).isLessThanOrEqualTo(1_000_000_000L);
    }

    @Test
    void serversThatShareAFileShareTheLimitsOfTheirCallers() throws Exception {
        Map<String, String> environment = environment(
                "{" + callers(1, ", \"limits\": {\"requests_per_minute\": 30, \"tokens_per_minute\": 1000000}") + "}");
        try (Gateway one = new Gateway(environment);
                Gateway two = new Gateway(environment)) {
            List<Callable<Integer>> callers = new ArrayList<>();
            for (int i = 0; i < 48; i++) {
                Gateway asked = i % 2 == 0 ? one : two;
                callers.add(() -> asked.postAs(keys.get(0).key(), "/v1/chat/completions", BODY)
                        .statusCode());
            }
            List<Integer> statuses = atOnce(callers);
            assertThat(statuses).containsOnly(200, 429);
            assertThat(statuses.stream().filter(status -> status == 200)).hasSize(30);
            HttpResponse<String> last = two.postAs(keys.get(0).key(), "/v1/chat/completions", BODY);
            assertThat(last.headers().firstValue("x-ratelimit-remaining-requests"))
                    .contains("0");
            assertThat(last.headers().firstValue("Retry-After")).isPresent();
        }
    }
}
