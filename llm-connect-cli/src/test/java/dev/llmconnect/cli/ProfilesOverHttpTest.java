package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMProfileException;
import dev.llmconnect.cli.Main.Console;
import dev.llmconnect.server.LLMServer;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The profiles of the contract's section 4, as a client of the server meets them, against a stub in OpenRouter's place. */
class ProfilesOverHttpTest {
    private static final String TRIAGE =
            "{\"prompt\":\"Hi\",\"config\":{\"model_name\":\"custodian-triage-balanced\"}}";
    private static final String ANSWER = """
            {"model":"answered","choices":[{"finish_reason":"stop","message":{"content":"Hello"}}],
             "usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""";

    private final MockWebServer openRouter = new MockWebServer();
    private final Map<String, String> environment = new HashMap<>();

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws Exception {
        openRouter.start();
        openRouter.enqueue(new MockResponse.Builder().body(ANSWER).build());
        environment.put("OPENROUTER_API_KEY", "canary-profiles-key");
        environment.put("LLM_CONNECT_OPENROUTER_BASE_URL", openRouter.url("/v1").toString());
    }

    @AfterEach
    void stop() {
        openRouter.close();
    }

    private HttpResponse<String> ask(String body, String... options) throws Exception {
        return ask(body, 0, options);
    }

    private HttpResponse<String> ask(String body, int depth, String... options) throws Exception {
        try (LLMAdapter adapter = serve(options).adapter();
                LLMServer server = new LLMServer(adapter, 0)) {
            server.start();
            URI uri = URI.create("http://127.0.0.1:" + server.port() + "/execute");
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(uri)
                                    .header("X-LLM-Connect-Depth", String.valueOf(depth))
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
        }
    }

    private ServeCommand serve(String... options) {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        Console console = new Console(environment, new ByteArrayInputStream(new byte[0]), nowhere, nowhere);
        ServeCommand serve = new ServeCommand(console);
        new CommandLine(serve)
                .setDefaultValueProvider(new EnvironmentDefaults(environment))
                .parseArgs(options);
        return serve;
    }

    private String asked() throws Exception {
        RecordedRequest request = openRouter.takeRequest(5, TimeUnit.SECONDS);
        assertThat(request).as("a request to the provider").isNotNull();
        return request.getBody().utf8();
    }

    @Test
    void theBuiltInProfileAnswersThroughItsOwnProviderWhateverTheServersIs() throws Exception {
        HttpResponse<String> answer = ask(TRIAGE);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body())
                .contains(
                        "\"profile\":\"custodian-triage-balanced\"",
                        "\"provider\":\"openrouter\"",
                        "\"model\":\"answered\"");
        assertThat(asked())
                .isEqualTo(
                        "{\"model\":\"anthropic/claude-sonnet-4\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],"
                                + "\"temperature\":0.2,\"max_tokens\":1800,\"reasoning_effort\":\"medium\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            MODEL            | m-9  | "model":"m-9"
            TEMPERATURE      | 0.9  | "temperature":0.9
            MAX_TOKENS       | 77   | "max_tokens":77
            REASONING_EFFORT | high | "reasoning_effort":"high"
            """)
    void everyVariableOfTheBuiltInProfileReachesTheProvider(String suffix, String value, String sent) throws Exception {
        environment.put("LLM_CONNECT_CUSTODIAN_TRIAGE_" + suffix, value);

        ask(TRIAGE);

        assertThat(asked()).contains(sent);
    }

    @Test
    void theProviderOfTheBuiltInProfileCanBeReplaced() throws Exception {
        environment.put("LLM_CONNECT_CUSTODIAN_TRIAGE_PROVIDER", "mock");
        environment.put("LLM_CONNECT_CUSTODIAN_TRIAGE_MODEL", "mock/echo");

        assertThat(ask(TRIAGE).body()).contains("\"content\":\"Hi\"", "\"provider\":\"mock\"");
    }

    @Test
    void theTimeoutOfAProfileEndsTheCall() throws Exception {
        environment.put("LLM_CONNECT_CUSTODIAN_TRIAGE_PROVIDER", "mock");
        environment.put("LLM_CONNECT_CUSTODIAN_TRIAGE_MODEL", "mock/timeout");
        environment.put("LLM_CONNECT_CUSTODIAN_TRIAGE_TIMEOUT_SECONDS", "1");

        HttpResponse<String> answer = ask(TRIAGE);

        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(answer.body()).contains("\"error\":\"provider_timeout\"", "\"type\":\"LLMTimeoutError\"");
    }

    @Test
    void theDepthOfAProfileLimitsNestedCalls() throws Exception {
        environment.put("LLM_CONNECT_CUSTODIAN_TRIAGE_MAX_DEPTH", "0");
        assertThat(ask(TRIAGE).statusCode()).isEqualTo(200);

        HttpResponse<String> refused = ask(TRIAGE, 1);

        assertThat(refused.statusCode()).isEqualTo(500);
        assertThat(refused.body()).contains("\"error\":\"budget_exceeded\"", "\"type\":\"LLMBudgetExceededError\"");
    }

    @Test
    void valuesOfTheRequestWinOverTheProfileAndParamsAreLayeredOneByOne() throws Exception {
        ask("""
            {"prompt":"Hi","config":{"model_name":"custodian-triage-balanced","temperature":0,"max_tokens":5,
             "model_params":{"seed":18446744073709551615}}}""");

        assertThat(asked())
                .contains("\"temperature\":0")
                .contains("\"max_tokens\":5,\"reasoning_effort\":\"medium\",\"seed\":18446744073709551615");
    }

    @Test
    void eachLayerOverridesSingleFieldsOfTheOneBelow() throws Exception {
        Path file = Files.writeString(folder.resolve("profiles.json"), """
                {"mine": {"provider": "openrouter", "model": "from-file", "temperature": 0.1, "max_tokens": 10}}""");
        environment.put("LLM_CONNECT_PROFILE_FILE", file.toString());
        environment.put("LLM_CONNECT_PROFILES_JSON", "{\"mine\":{\"temperature\":0.3,\"max_tokens\":30}}");
        environment.put("LLM_CONNECT_PROFILE_MINE_MAX_TOKENS", "50");

        HttpResponse<String> answer = ask("{\"prompt\":\"Hi\",\"config\":{\"model_name\":\"mine\"}}");

        assertThat(answer.body()).contains("\"profile\":\"mine\"");
        assertThat(asked()).contains("\"model\":\"from-file\"", "\"temperature\":0.3", "\"max_tokens\":50");
    }

    @Test
    void aProfileWithoutAModelTakesTheServers() throws Exception {
        environment.put("LLM_CONNECT_PROFILES_JSON", "{\"mine\":{\"provider\":\"openrouter\"}}");

        ask("{\"prompt\":\"Hi\",\"config\":{\"model_name\":\"mine\"}}", "--model", "from-the-server");

        assertThat(asked()).contains("\"model\":\"from-the-server\"");
    }

    @Test
    void aNameThatIsNoProfileGoesToTheConfiguredAdapterUnlessStrict() throws Exception {
        String body = "{\"prompt\":\"Hi\",\"config\":{\"model_name\":\"mock/json\"}}";

        assertThat(ask(body).body()).contains("\"model\":\"mock/json\"");

        HttpResponse<String> refused = ask(body, "--strict-profiles");
        assertThat(refused.statusCode()).isEqualTo(500);
        assertThat(refused.body())
                .contains("\"error\":\"unknown_profile\"", "\"type\":\"LLMProfileError\"", "custodian-triage-balanced");
        assertThat(ask("{\"prompt\":\"Hi\"}", "--strict-profiles").statusCode()).isEqualTo(200);
    }

    @Test
    void withProfilesDisabledTheirNamesAreModelsLikeAnyOther() throws Exception {
        assertThat(ask(TRIAGE, "--disable-profiles").body())
                .contains("\"provider\":\"mock\"", "\"model\":\"custodian-triage-balanced\"");

        environment.put("LLM_CONNECT_DISABLE_PROFILES", "true");
        assertThat(ask(TRIAGE).body()).contains("\"provider\":\"mock\"");
    }

    @Test
    void aMissingKeyIsTheProfilesProblemNotTheServers() throws Exception {
        environment.remove("OPENROUTER_API_KEY");

        HttpResponse<String> answer = ask(TRIAGE);

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body())
                .contains("\"error\":\"configuration_error\"", "no API key for openrouter: set OPENROUTER_API_KEY");
        assertThat(ask("{\"prompt\":\"Hi\"}").statusCode()).isEqualTo(200);
    }

    @Test
    void aWrongDefinitionStopsTheStartAndNamesSourceProfileAndField() {
        environment.put("LLM_CONNECT_PROFILES_JSON", "{\"mine\":{\"provider\":\"mock\",\"temperature\":9}}");

        assertThatThrownBy(() -> serve().adapter())
                .isInstanceOf(LLMProfileException.class)
                .hasMessageContaining("LLM_CONNECT_PROFILES_JSON")
                .hasMessageContaining("mine")
                .hasMessageContaining("temperature");
    }

    @Test
    void flagsWinOverTheirVariables() throws Exception {
        environment.put("LLM_CONNECT_PROVIDER", "openrouter");
        environment.put("LLM_CONNECT_MODEL", "from-the-variable");

        ask("{\"prompt\":\"Hi\"}", "--model", "from-the-flag");
        assertThat(asked()).contains("\"model\":\"from-the-flag\"");

        openRouter.enqueue(new MockResponse.Builder().body(ANSWER).build());
        ask("{\"prompt\":\"Hi\"}");
        assertThat(asked()).contains("\"model\":\"from-the-variable\"");

        assertThat(ask("{\"prompt\":\"Hi\"}", "--provider", "mock").body()).contains("\"provider\":\"mock\"");
    }
}
