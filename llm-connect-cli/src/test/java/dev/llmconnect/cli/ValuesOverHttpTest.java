package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.cli.Main.Console;
import dev.llmconnect.server.LLMServer;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Which values of requests, profiles and the server reach a provider, on every endpoint. */
class ValuesOverHttpTest {
    private static final String CHAT_ANSWER = """
        {"model":"m","choices":[{"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],
         "usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}\
        """;
    private static final String MESSAGES_ANSWER = """
        {"type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"Hi"}],
         "stop_reason":"end_turn","usage":{"input_tokens":5,"output_tokens":2}}\
        """;
    private static final String CONVERSE_ANSWER = """
        {"output":{"message":{"role":"assistant","content":[{"text":"Hi"}]}},"stopReason":"end_turn",
         "usage":{"inputTokens":5,"outputTokens":2,"totalTokens":7}}\
        """;
    private static final String CHAT = "/v1/chat/completions";
    private static final String MESSAGES = "/v1/messages";
    private static final String RESPONSES = "/v1/responses";

    private final MockWebServer stub = new MockWebServer();
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void start() throws Exception {
        stub.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                String path = request.getTarget();
                String answer = path.contains("/converse") ? CONVERSE_ANSWER : CHAT_ANSWER;
                return new MockResponse.Builder()
                        .body(path.contains("/messages") ? MESSAGES_ANSWER : answer)
                        .build();
            }
        });
        stub.start();
        String url = stub.url("").toString();
        for (String name : List.of("AZURE_OPENAI", "OPENAI", "ANTHROPIC", "MISTRAL", "OPENROUTER", "BEDROCK")) {
            environment.put(name + "_API_KEY", "canary-values-key");
            environment.put("LLM_CONNECT_" + name + "_BASE_URL", url + "v1");
        }
        environment.put("LLM_CONNECT_OPENAI_COMPATIBLE_BASE_URL", url + "v1");
        environment.put("AWS_BEARER_TOKEN_BEDROCK", "canary-values-key");
        environment.put("AWS_REGION", "us-east-1");
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    /** What the provider got, and behind it the answer. */
    private String ask(String path, String body, String... options) throws Exception {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        ServeCommand serve =
                new ServeCommand(new Console(environment, InputStream.nullInputStream(), nowhere, nowhere));
        new CommandLine(serve)
                .setDefaultValueProvider(new EnvironmentDefaults(environment))
                .parseArgs(options);
        int before = stub.getRequestCount();
        try (AdapterAssembly assembly = serve.assemble();
                LLMServer server = new LLMServer(assembly.adapter(), 0)) {
            server.start();
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            HttpResponse<String> response =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            String sent = stub.getRequestCount() == before
                    ? "nothing"
                    : stub.takeRequest().getBody().utf8();
            return sent + "\n" + response.statusCode() + " "
                    + response.headers().map() + response.body();
        }
    }

    private static String chat(String model, String fields) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]" + fields + "}";
    }

    private void profile(String definition) {
        environment.put("LLM_CONNECT_PROFILES_JSON", "{\"house\":" + definition + "}");
    }

    @Test
    void aChatClientsNameOfTheMaximumReachesADeployment() throws Exception {
        for (String provider : List.of("azure-openai", "openai-compatible")) {
            assertThat(ask(CHAT, chat("prod-1", ",\"max_completion_tokens\":55"), "--provider", provider))
                    .contains("\"max_completion_tokens\":55")
                    .doesNotContain("\"max_tokens\"");
            assertThat(ask(CHAT, chat("prod-1", ",\"max_tokens\":55"), "--provider", provider))
                    .contains("\"max_tokens\":55")
                    .doesNotContain("max_completion_tokens");
        }
        profile("{\"provider\":\"azure-openai\",\"model\":\"prod-1\",\"max_tokens\":1800}");
        assertThat(ask(CHAT, chat("house", ",\"max_completion_tokens\":55")))
                .contains("\"max_completion_tokens\":55")
                .doesNotContain("1800");
    }

    @Test
    void aProfilesNameOfTheMaximumReachesADeployment() throws Exception {
        profile("{\"provider\":\"azure-openai\",\"model\":\"prod-1\",\"model_params\":{\"max_completion_tokens\":55}}");
        assertThat(ask("/execute", "{\"prompt\":\"Hi\",\"config\":{\"model_name\":\"house\"}}"))
                .contains("\"max_completion_tokens\":55")
                .doesNotContain("\"max_tokens\"");
    }

    @Test
    void aProfilesTemperatureGivesWayToAClientsThinking() throws Exception {
        profile(
                "{\"provider\":\"anthropic\",\"model\":\"claude-sonnet-4-5\",\"temperature\":0.21,\"max_tokens\":1801}");
        String thinking = ",\"max_tokens\":4000,\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2000}";
        assertThat(ask(MESSAGES, chat("house", thinking)))
                .contains("\"budget_tokens\":2000")
                .doesNotContain("0.21")
                .contains("200 ");
        assertThat(ask(CHAT, chat("house", ",\"reasoning_effort\":\"low\"")))
                .contains("budget_tokens")
                .doesNotContain("0.21")
                .contains("\"dropped_params\":[\"temperature\"]");
        assertThat(ask(RESPONSES, "{\"model\":\"house\",\"input\":\"Hi\",\"reasoning\":{\"effort\":\"low\"}}"))
                .contains("budget_tokens")
                .doesNotContain("0.21");
        assertThat(
                        ask(
                                "/execute",
                                "{\"prompt\":\"Hi\",\"config\":{\"model_name\":\"house\",\"model_params\":{\"reasoning_effort\":\"low\"}}}"))
                .contains("budget_tokens")
                .contains("\"dropped_params\":[\"temperature\"]");
    }

    @Test
    void aProfilesEffortGivesWayToAClientsSmallMaximum() throws Exception {
        profile("{\"provider\":\"anthropic\",\"model\":\"claude-sonnet-4-5\","
                + "\"model_params\":{\"reasoning_effort\":\"medium\"}}");
        assertThat(ask(MESSAGES, chat("house", ",\"max_tokens\":500"))).contains("\"max_tokens\":500", "200 ");
        assertThat(ask(CHAT, chat("house", ",\"max_tokens\":500")))
                .contains("\"dropped_params\":[\"reasoning_effort\"]");
        assertThat(ask(RESPONSES, "{\"model\":\"house\",\"input\":\"Hi\",\"max_output_tokens\":500}"))
                .contains("200 ")
                .doesNotContain("budget_tokens");
        assertThat(ask("/execute", "{\"prompt\":\"Hi\",\"config\":{\"model_name\":\"house\",\"max_tokens\":500}}"))
                .contains("\"dropped_params\":[\"reasoning_effort\"");
    }

    @Test
    void theServersSwitchHoldsForRequestsWithAndWithoutAProfile() throws Exception {
        String fields = ",\"max_tokens\":9,\"seed\":7,\"service_tier\":\"flex\",\"logit_bias\":{\"1\":2}";
        for (String off : List.of("no", "yes")) {
            String[] drop = {"--provider", "anthropic", "--unsupported-params", "drop", "--disable-profiles=" + off};
            assertThat(ask(CHAT, chat("claude-sonnet-4-5", fields), drop))
                    .doesNotContain("\"seed\":")
                    .contains("200 ", "\"seed\"", "\"service_tier\"", "\"logit_bias\"");
        }
        assertThat(ask(CHAT, chat("claude-sonnet-4-5", fields), "--provider", "anthropic"))
                .startsWith("nothing\n400");
        assertThat(ask(
                        CHAT,
                        chat("mistral-small-latest", ",\"service_tier\":\"flex\""),
                        "--provider",
                        "mistral",
                        "--unsupported-params",
                        "refuse"))
                .startsWith("nothing\n400")
                .contains("service_tier");
        profile("{\"provider\":\"mistral\",\"model\":\"mistral-small-latest\",\"unsupported_params\":\"drop\"}");
        environment.put("LLM_CONNECT_UNSUPPORTED_PARAMS", "refuse");
        assertThat(ask(CHAT, chat("house", ",\"service_tier\":\"flex\"")))
                .contains("200 ", "\"dropped_params\":[\"service_tier\"]");
        environment.put("LLM_CONNECT_PROFILE_HOUSE_UNSUPPORTED_PARAMS", "refuse");
        assertThat(ask(CHAT, chat("house", ",\"service_tier\":\"flex\""))).startsWith("nothing\n400");
    }

    @Test
    void aProfileMarksPromptsForTheCache() throws Exception {
        profile("{\"provider\":\"anthropic\",\"model\":\"claude-sonnet-4-5\",\"prompt_cache\":\"auto\"}");
        String mark = "\"cache_control\":{\"type\":\"ephemeral\"}";
        assertThat(ask(CHAT, chat("house", ""))).contains("\"text\":\"Hi\"," + mark);
        assertThat(ask("/execute", "{\"prompt\":\"Hi\",\"config\":{\"model_name\":\"house\"}}"))
                .contains(mark)
                .doesNotContain("[\"cache_control\"");
        assertThat(ask(
                        "/execute",
                        "{\"prompt\":\"Hi\",\"config\":{\"model_name\":\"house\",\"prompt_cache\":\"off\"}}"))
                .doesNotContain(mark);
        profile("{\"provider\":\"openai\",\"model\":\"gpt-4o\",\"prompt_cache\":\"auto\"}");
        assertThat(ask("/execute", "{\"prompt\":\"Hi\",\"config\":{\"model_name\":\"house\"}}"))
                .doesNotContain("cache_control");
    }

    @Test
    void aProfileTellsInWhatItsServerDiffers() throws Exception {
        String history = """
            {"model":"house","messages":[{"role":"user","content":"Hi"},
             {"role":"assistant","content":"I look.","reasoning_content":"A thought."},{"role":"user","content":"And?"}]}\
            """;
        profile("{\"provider\":\"openai-compatible\",\"model\":\"m\",\"reasoning_field\":\"thoughts\","
                + "\"default_temperature\":false}");
        assertThat(ask(CHAT, history)).contains("\"thoughts\":\"A thought.\"");
        environment.put("LLM_CONNECT_PROFILE_HOUSE_REASONING_FIELD", "reasoning_content");
        assertThat(ask(CHAT, history)).contains("\"reasoning_content\":\"A thought.\"");
        assertThat(ask("/execute", "{\"prompt\":\"Hi\",\"config\":{\"model_name\":\"house\"}}"))
                .contains("\"dropped_params\":[\"temperature\"]");
        // Another provider is no server of that kind.
        environment.put("LLM_CONNECT_PROFILE_HOUSE_REASONING_FIELD", "");
        environment.put("LLM_CONNECT_PROFILE_HOUSE_PROVIDER", "openai");
        assertThat(ask(CHAT, history)).contains("200 ").doesNotContain("A thought.");
    }

    @Test
    void aDialectIsRefusedWhereTheProviderHasNone() {
        profile("{\"provider\":\"anthropic\",\"reasoning_field\":\"thoughts\"}");
        assertThatThrownBy(() -> ask(CHAT, chat("house", "")))
                .hasMessageContaining("house.reasoning_field")
                .hasMessageContaining("anthropic");
    }

    private static final String MARK = "\"cache_control\":{\"type\":\"ephemeral\"}";
    private static final String POINT = "{\"cachePoint\":{\"type\":\"default\"}}";
    private static final String CHAT_WITH_MARKS = """
        {"model":"MODEL","max_tokens":9,
         "tools":[{"type":"function","function":{"name":"weather","parameters":{"type":"object","properties":{}}},MARK}],
         "messages":[{"role":"system","content":[{"type":"text","text":"Be brief.",MARK}]},
          {"role":"user","content":"Weather?"},
          {"role":"assistant","content":null,"tool_calls":[
            {"id":"call_1","type":"function","function":{"name":"weather","arguments":"{}"}}]},
          {"role":"tool","tool_call_id":"call_1","content":[{"type":"text","text":"Rain",MARK}]},
          {"role":"user","content":"And now?",MARK}]}\
        """.replace("MARK", MARK);
    private static final String MESSAGES_WITH_MARKS = """
        {"model":"MODEL","max_tokens":9,
         "tools":[{"name":"weather","input_schema":{"type":"object","properties":{}},MARK}],
         "system":[{"type":"text","text":"Be brief.",MARK}],
         "messages":[{"role":"user","content":"Weather?"},
          {"role":"assistant","content":[{"type":"tool_use","id":"call_1","name":"weather","input":{}}]},
          {"role":"user","content":[
            {"type":"tool_result","tool_use_id":"call_1","content":[{"type":"text","text":"Rain",MARK}]},
            {"type":"text","text":"And now?",MARK}]}]}\
        """.replace("MARK", MARK);

    @Test
    void cacheMarksSurviveBetweenEveryTwoFormatsThatKnowThem() throws Exception {
        Map<String, String> models = Map.of(
                "anthropic", "claude-sonnet-4-5",
                "bedrock", "anthropic.claude-sonnet-4-5-20250929-v1:0",
                "openrouter", "anthropic/claude-sonnet-4.5");
        for (Map.Entry<String, String> entry :
                Map.of(CHAT, CHAT_WITH_MARKS, MESSAGES, MESSAGES_WITH_MARKS).entrySet()) {
            for (String provider : models.keySet()) {
                String body = entry.getValue().replace("MODEL", models.get(provider));
                String sent = ask(entry.getKey(), body, "--provider", provider);
                String mark = provider.equals("bedrock") ? POINT : MARK;
                assertThat(sent)
                        .as(entry.getKey() + " to " + provider)
                        .contains("200 ")
                        .doesNotContain("dropped");
                assertThat(sent.split(Pattern.quote(mark), -1)).as(sent).hasSize(1 + 4);
            }
        }
        assertThat(ask(CHAT, CHAT_WITH_MARKS.replace("MODEL", models.get("bedrock")), "--provider", "bedrock"))
                .contains("\"content\":[{\"text\":\"Rain\"}]}}," + POINT);
    }

    @Test
    void marksOfTheCallersOwnAreNotJoinedByAProfiles() throws Exception {
        profile("{\"provider\":\"anthropic\",\"model\":\"claude-sonnet-4-5\",\"prompt_cache\":\"auto\"}");
        String marked = "{\"model\":\"house\",\"max_tokens\":9,\"system\":\"Be brief.\",\"messages\":["
                + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"," + MARK + "}]}]}";
        assertThat(ask(MESSAGES, marked)).containsOnlyOnce("cache_control");
        String unknown = marked.replace("ephemeral", "eternal");
        assertThat(ask(MESSAGES, unknown)).containsOnlyOnce("cache_control").contains("eternal");
        String all = CHAT_WITH_MARKS.replace("MODEL", "house").replace("," + MARK, "");
        String sent = ask(CHAT, all);
        assertThat(sent.split("cache_control", -1)).as(sent).hasSize(1 + 4);
        assertThat(sent).contains("\"text\":\"And now?\"," + MARK, "\"text\":\"Weather?\"," + MARK);
    }

    @Test
    void streamsSayWhatWasLeftOutToo() throws Exception {
        profile("{\"provider\":\"anthropic\",\"model\":\"claude-sonnet-4-5\",\"temperature\":0.21,"
                + "\"unsupported_params\":\"drop\"}");
        assertThat(ask(
                        "/execute",
                        "{\"prompt\":\"Hi\",\"stream\":true,\"config\":{\"model_name\":\"house\","
                                + "\"model_params\":{\"reasoning_effort\":\"low\",\"seed\":7}}}"))
                .contains("budget_tokens", "event: done", "\"dropped_params\":[\"seed\",\"temperature\"]")
                .doesNotContain("0.21")
                .doesNotContain("\"seed\":7");
    }

    @Test
    void aFallbackOfAProfileKeepsItsSwitches() throws Exception {
        profile("{\"provider\":\"openai\",\"model\":\"gpt-4o\",\"base_url\":\"http://127.0.0.1:1/v1\","
                + "\"unsupported_params\":\"drop\",\"prompt_cache\":\"auto\",\"model_params\":{\"seed\":7},"
                + "\"retry\":{\"max_attempts\":1},"
                + "\"fallbacks\":[{\"provider\":\"anthropic\",\"model\":\"claude-sonnet-4-5\"}]}");
        assertThat(ask("/execute", "{\"prompt\":\"Hi\",\"config\":{\"model_name\":\"house\"}}"))
                .contains("200 ", MARK, "\"dropped_params\":[\"seed\"]")
                .doesNotContain("\"seed\":7");
    }
}
