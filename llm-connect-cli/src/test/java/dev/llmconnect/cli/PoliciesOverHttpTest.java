package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.profiles.policy.PolicyField;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The policies as a client of the server meets them, against a stub in OpenRouter's place. The mock stands in for the fallback. */
class PoliciesOverHttpTest {
    private static final String ANSWER = """
            {"model":"answered","choices":[{"finish_reason":"stop","message":{"content":"from the primary"}}],
             "usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""";
    private static final String TOO_LONG = """
            {"error":{"message":"This model's maximum context length is 10 tokens","code":"context_length_exceeded"}}""";
    private static final String FALLBACK = """
            "fallbacks":[{"provider":"mock","model":"mock/echo"}]""";
    private static final String PLAIN = "{\"prompt\":\"Hi\"}";
    private static final String TRIAGE = "{\"prompt\":\"Hi\",\"config\":{\"model_name\":\"triage\"}}";

    private final MockWebServer openRouter = new MockWebServer();
    private final Map<String, String> environment = new HashMap<>();

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws Exception {
        openRouter.start();
        environment.put("OPENROUTER_API_KEY", "canary-policies-key");
        environment.put("LLM_CONNECT_OPENROUTER_BASE_URL", openRouter.url("/v1").toString());
        environment.put("LLM_CONNECT_PROVIDER", "openrouter");
        environment.put("LLM_CONNECT_RETRY_BASE_DELAY_MS", "1");
    }

    @AfterEach
    void stop() {
        openRouter.close();
    }

    private void triage(String policies) {
        environment.put(
                "LLM_CONNECT_PROFILES_JSON",
                "{\"triage\":{\"provider\":\"openrouter\",\"model\":\"large\"," + policies + "}}");
    }

    private static MockResponse response(int status, String body) {
        return new MockResponse.Builder().code(status).body(body).build();
    }

    private static MockResponse cut() {
        return new MockResponse.Builder()
                .body(ANSWER)
                .setHeader("Content-Length", ANSWER.length() + 100)
                .onResponseEnd(new SocketEffect.CloseSocket())
                .build();
    }

    private Gateway serve() {
        return new Gateway(environment);
    }

    private HttpResponse<String> ask(String body) throws Exception {
        try (Gateway gateway = serve()) {
            return gateway.execute(body);
        }
    }

    private int askedTimes() {
        return openRouter.getRequestCount();
    }

    @Test
    void aServerErrorIsHealedByTheSecondAttemptAndTheAnswerSaysSo() throws Exception {
        openRouter.enqueue(response(500, "{}"));
        openRouter.enqueue(response(200, ANSWER));

        HttpResponse<String> answer = ask(PLAIN);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body())
                .contains(
                        "\"content\":\"from the primary\"",
                        "\"attempts\":[{\"provider\":\"openrouter\"",
                        "\"outcome\":\"ok\"");
        assertThat(askedTimes()).isEqualTo(2);
    }

    @Test
    void aServerThatStaysBrokenIsReplacedByTheFallbackWhichIsNamed() throws Exception {
        triage("\"retry\":{\"max_attempts\":2}," + FALLBACK);
        openRouter.enqueue(response(500, "{}"));
        openRouter.enqueue(response(503, "{}"));

        HttpResponse<String> answer = ask(TRIAGE);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body())
                .contains(
                        "\"content\":\"Hi\"",
                        "\"model\":\"mock/echo\"",
                        "\"provider\":\"mock\"",
                        "\"profile\":\"triage\"",
                        "{\"provider\":\"openrouter\",\"model\":\"large\",\"outcome\":\"server\"")
                .contains("{\"provider\":\"mock\",\"model\":\"mock/echo\",\"outcome\":\"ok\"");
        assertThat(askedTimes()).isEqualTo(2);
    }

    @Test
    void aPauseThatTheProviderAsksForIsKept() throws Exception {
        openRouter.enqueue(new MockResponse.Builder()
                .code(429)
                .setHeader("retry-after-ms", "300")
                .body("{}")
                .build());
        openRouter.enqueue(response(200, ANSWER));
        long began = System.nanoTime();

        HttpResponse<String> answer = ask(PLAIN);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(System.nanoTime() - began).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(300));
        assertThat(askedTimes()).isEqualTo(2);
    }

    @Test
    void aPauseThatIsTooLongIsToldToTheClientAtOnce() throws Exception {
        openRouter.enqueue(new MockResponse.Builder()
                .code(429)
                .setHeader("Retry-After", "100")
                .body("{}")
                .build());

        HttpResponse<String> answer = ask(PLAIN);

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).contains("100");
        assertThat(askedTimes()).isEqualTo(1);
    }

    @Test
    void aRequestThatIsWrongIsAskedOnceWhateverTheFallbacks() throws Exception {
        triage(FALLBACK);
        openRouter.enqueue(response(400, "{\"error\":{\"message\":\"bad\"}}"));

        HttpResponse<String> answer = ask(TRIAGE);

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("\"provider_status\":400");
        assertThat(askedTimes()).isEqualTo(1);
    }

    @Test
    void aPromptThatIsTooLongGoesToTheFallbackAtOnce() throws Exception {
        triage(FALLBACK);
        openRouter.enqueue(response(400, TOO_LONG));

        HttpResponse<String> answer = ask(TRIAGE);

        assertThat(answer.body()).contains("\"model\":\"mock/echo\"", "\"outcome\":\"context_length\"");
        assertThat(askedTimes()).isEqualTo(1);
    }

    @Test
    void aPromptThatIsTooLongDoesNotGoToAModelWithASmallerWindow() throws Exception {
        environment.put("OPENAI_API_KEY", "canary-policies-other-key");
        environment.put("LLM_CONNECT_OPENAI_BASE_URL", openRouter.url("/v1").toString());
        environment.put(
                "LLM_CONNECT_PROFILES_JSON",
                "{\"triage\":{\"provider\":\"openrouter\",\"model\":\"openai/gpt-4o\",\"fallbacks\":["
                        + "{\"provider\":\"openai\",\"model\":\"gpt-4\"},{\"provider\":\"mock\",\"model\":\"mock/echo\"}]}}");
        openRouter.enqueue(response(400, TOO_LONG));

        HttpResponse<String> answer = ask(TRIAGE);

        assertThat(answer.body()).contains("\"model\":\"mock/echo\"");
        assertThat(askedTimes()).isEqualTo(1);
    }

    @Test
    void aProviderWithoutAKeyIsLeftForTheFallback() throws Exception {
        environment.put("LLM_CONNECT_PROVIDER", "mock");
        environment.remove("OPENROUTER_API_KEY");
        triage(FALLBACK);
        try (Gateway gateway = serve()) {
            assertThat(gateway.execute(TRIAGE).body())
                    .contains(
                            "\"model\":\"mock/echo\"",
                            "{\"provider\":\"openrouter\",\"model\":\"large\",\"outcome\":\"configuration_error\"");
        }

        triage("\"max_concurrent\":0");
        assertThat(ask(TRIAGE).body()).contains("\"error\":\"configuration_error\"", "set OPENROUTER_API_KEY");
    }

    @Test
    void aCutAnswerIsNeverASuccess() throws Exception {
        for (int i = 0; i < 3; i++) {
            openRouter.enqueue(cut());
        }

        HttpResponse<String> answer = ask(PLAIN);

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("\"error\":\"provider_api_error\"").doesNotContain("from the primary");
        assertThat(askedTimes()).isEqualTo(3);
    }

    @Test
    void aCutAnswerIsAskedForAgain() throws Exception {
        openRouter.enqueue(cut());
        openRouter.enqueue(response(200, ANSWER));

        assertThat(ask(PLAIN).body()).contains("from the primary", "\"outcome\":\"ok\"");
    }

    @Test
    void aSilentProviderIsLeftForTheFallback() throws Exception {
        triage("\"attempt_timeout_seconds\":0.2," + FALLBACK);
        openRouter.enqueue(new MockResponse.Builder()
                .headersDelay(20, TimeUnit.SECONDS)
                .body(ANSWER)
                .build());

        HttpResponse<String> answer = ask(TRIAGE);

        assertThat(answer.body()).contains("\"model\":\"mock/echo\"", "\"outcome\":\"timeout\"");
        assertThat(askedTimes()).isEqualTo(1);
    }

    @Test
    void fallbacksOfTheEnvironmentHoldForCallsWithoutAProfile() throws Exception {
        environment.put("LLM_CONNECT_PROFILES_JSON", "{\"second\":{\"provider\":\"mock\",\"model\":\"mock/echo\"}}");
        environment.put("LLM_CONNECT_FALLBACKS", "second");
        environment.put("LLM_CONNECT_RETRY_MAX_ATTEMPTS", "1");
        openRouter.enqueue(response(500, "{}"));

        assertThat(ask(PLAIN).body()).contains("\"model\":\"mock/echo\"");
        assertThat(askedTimes()).isEqualTo(1);
    }

    @Test
    void anOpenCircuitIsAskedNoMoreAndReadySaysSo() throws Exception {
        environment.put("LLM_CONNECT_CIRCUIT_BREAKER_FAILURE_THRESHOLD", "1");
        environment.put("LLM_CONNECT_RETRY_MAX_ATTEMPTS", "1");
        environment.put("LLM_CONNECT_DISABLE_PROFILES", "true");
        openRouter.enqueue(response(500, "{}"));
        try (Gateway gateway = serve()) {
            assertThat(gateway.get("/ready").body()).isEqualTo("{\"status\":\"ready\",\"open_circuits\":[]}");

            assertThat(gateway.execute(PLAIN).body()).contains("\"provider_status\":500");
            HttpResponse<String> refused = gateway.execute(PLAIN);
            assertThat(refused.body()).contains("\"error\":\"provider_api_error\"", "\"retry_after_seconds\":1");
            assertThat(refused.headers().firstValue("Retry-After")).contains("1");

            HttpResponse<String> ready = gateway.get("/ready");
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body())
                    .startsWith(
                            "{\"status\":\"unavailable\",\"open_circuits\":[{\"provider\":\"openrouter\",\"model\":\"\","
                                    + "\"state\":\"open\",\"failures\":1,\"retry_after_seconds\":");
            assertThat(askedTimes()).isEqualTo(1);
        }
    }

    @Test
    void oneProfileThatCanAnswerIsEnoughToBeReady() throws Exception {
        environment.put("LLM_CONNECT_CIRCUIT_BREAKER_FAILURE_THRESHOLD", "1");
        environment.put("LLM_CONNECT_RETRY_MAX_ATTEMPTS", "1");
        environment.put("LLM_CONNECT_PROFILES_JSON", "{\"second\":{\"provider\":\"mock\"}}");
        openRouter.enqueue(response(500, "{}"));
        try (Gateway gateway = serve()) {
            gateway.execute(PLAIN);
            assertThat(gateway.get("/ready").statusCode()).isEqualTo(503);

            gateway.execute("{\"prompt\":\"Hi\",\"config\":{\"model_name\":\"second\"}}");

            HttpResponse<String> ready = gateway.get("/ready");
            assertThat(ready.statusCode()).isEqualTo(200);
            assertThat(ready.body()).contains("\"status\":\"ready\"", "\"state\":\"open\"");
        }
    }

    @Test
    void aChangedFileHoldsAndABadOneKeepsTheLast() throws Exception {
        Path file = folder.resolve("profiles.json");
        environment.put("LLM_CONNECT_PROFILE_FILE", file.toString());
        Files.writeString(file, "{\"triage\":{\"provider\":\"mock\",\"model\":\"mock/echo\"}}");
        try (Gateway gateway = serve()) {
            assertThat(gateway.execute(TRIAGE).body()).contains("\"model\":\"mock/echo\"");

            Files.writeString(file, "{\"triage\":{\"provider\":\"mock\",\"model\":\"mock/json\"}}");
            gateway.assembly.reload("the test says so");
            assertThat(gateway.execute(TRIAGE).body()).contains("\"model\":\"mock/json\"");

            Files.writeString(file, "{\"triage\":{\"provider\":\"mock\",\"retry\":{\"max_attempts\":0}}}");
            gateway.assembly.reload("the test says so");
            assertThat(gateway.execute(TRIAGE).body()).contains("\"model\":\"mock/json\"");
        }
    }

    @Test
    void aLimitedKeyRestsAndTheNextOneIsUsed() throws Exception {
        environment.put("OPENROUTER_API_KEYS", "canary-key-one, canary-key-two");
        openRouter.enqueue(new MockResponse.Builder()
                .code(429)
                .setHeader("Retry-After", "100")
                .body("{}")
                .build());
        openRouter.enqueue(response(200, ANSWER));

        assertThat(ask(PLAIN).statusCode()).isEqualTo(200);

        RecordedRequest first = openRouter.takeRequest(5, TimeUnit.SECONDS);
        RecordedRequest second = openRouter.takeRequest(5, TimeUnit.SECONDS);
        assertThat(first.getHeaders().get("Authorization")).isEqualTo("Bearer canary-key-one");
        assertThat(second.getHeaders().get("Authorization")).isEqualTo("Bearer canary-key-two");
    }

    @ParameterizedTest
    @EnumSource(PolicyField.class)
    void aVariableThatCannotBeUsedStopsTheStartAndIsNamed(PolicyField field) {
        String variable = field.variable("LLM_CONNECT_");
        environment.put(variable, "-1");

        assertThatThrownBy(this::serve)
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageStartingWith(variable);
    }

    @ParameterizedTest
    @ValueSource(strings = {"LLM_CONNECT_FALLBACKS", "LLM_CONNECT_OPENROUTER_MAX_CONCURRENT"})
    void soDoesOneThatHasNoMeaningHere(String variable) {
        environment.put(variable, "triage");
        environment.put("LLM_CONNECT_DISABLE_PROFILES", "true");

        assertThatThrownBy(this::serve)
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageStartingWith(variable);
    }
}
