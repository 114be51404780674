package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.cli.Main.Console;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.server.LLMServer;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code /v1/responses} in front of real adapters of several wire formats, each against a stub. */
class ResponsesOverHttpTest {
    private static final String WEATHER =
            "{\"type\":\"function\",\"name\":\"weather\",\"parameters\":{\"type\":\"object\"}}";
    private static final String QUESTION = "{\"role\":\"user\",\"content\":\"Weather?\"}";
    private static final String RESULT = "{\"type\":\"function_call_output\",\"call_id\":\"%s\",\"output\":\"Sunny\"}";

    private static final String SEARCH =
            "{\"type\":\"web_search_call\",\"id\":\"ws\",\"status\":\"completed\",\"new_in_item\":1}";
    private static final String SAID = """
            {"type":"message","id":"msg","status":"completed","role":"assistant","new_in_message":2,"content":[\
            {"type":"output_text","text":"Sunny","annotations":[{"type":"url_citation","url":"u"}],"new_in_piece":3}]}""";
    private static final String WHOLE = """
            {"id":"resp_theirs","object":"response","status":"completed","model":"m-1","service_tier":"auto","new_at_top":4,\
            "output":[%s,%s],"usage":{"input_tokens":1,"output_tokens":2,"total_tokens":3,"new_in_usage":5}}""".formatted(SEARCH, SAID);
    private static final String ASKED = """
            "input":[{"role":"user","content":"Hi","new_in_item":1}],"brand_new":{"x":1},"metadata":{"a":"b"},
            "tools":[{"type":"web_search"},{"type":"function","name":"weather","parameters":{"type":"object"},"new_in_tool":1}],
            "reasoning":{"effort":"low","summary":"auto"}""";

    private final MockWebServer stub = new MockWebServer();
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void start() throws Exception {
        stub.start();
        String url = stub.url("").toString();
        List.of("OPENAI", "OPENAI_RESPONSES", "ANTHROPIC", "GEMINI").forEach(name -> {
            environment.put(name + "_API_KEY", "canary-responses-key");
            environment.put("LLM_CONNECT_" + name + "_BASE_URL", url + "v1");
        });
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    private HttpResponse<String> ask(String provider, String fields) throws Exception {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        ServeCommand serve =
                new ServeCommand(new Console(environment, InputStream.nullInputStream(), nowhere, nowhere));
        new CommandLine(serve)
                .setDefaultValueProvider(new EnvironmentDefaults(environment))
                .parseArgs("--provider", provider);
        try (AdapterAssembly assembly = serve.assemble();
                LLMServer server = new LLMServer(assembly.adapter(), 0)) {
            server.start();
            URI uri = URI.create("http://127.0.0.1:" + server.port() + "/v1/responses");
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"m\"," + fields + "}"))
                    .build();
            return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    private JsonNode answer(String provider, String fields) throws Exception {
        HttpResponse<String> response = ask(provider, fields);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.read(response.body());
    }

    private List<JsonNode> events(String provider, String fields) throws Exception {
        HttpResponse<String> response = ask(provider, "\"stream\":true," + fields);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        List<JsonNode> events = new ArrayList<>();
        for (String line : response.body().split("\n", -1)) {
            if (line.startsWith("data: ")) {
                events.add(Json.read(line.substring("data: ".length())));
            }
        }
        return events;
    }

    private JsonNode asked() throws Exception {
        RecordedRequest request = stub.takeRequest(5, TimeUnit.SECONDS);
        assertThat(request).as("a request to the provider").isNotNull();
        return Json.read(request.getBody().utf8());
    }

    private void answers(String json) {
        stub.enqueue(new MockResponse.Builder().body(json).build());
    }

    private void streams(String... data) {
        StringBuilder body = new StringBuilder();
        for (String each : data) {
            body.append("event: ").append(Json.read(each).textOrEmpty("type"));
            body.append("\ndata: ").append(each).append("\n\n");
        }
        stub.enqueue(new MockResponse.Builder()
                .setHeader("Content-Type", "text/event-stream")
                .body(body.toString())
                .build());
    }

    private static JsonNode last(List<JsonNode> events) {
        return events.get(events.size() - 1);
    }

    private static JsonNode withoutStream(JsonNode body) {
        Map<String, Object> fields = new HashMap<>(body.object());
        fields.remove("stream");
        return JsonNode.of(fields);
    }

    private void sawEverything() throws Exception {
        assertThat(withoutStream(asked())).isEqualTo(Json.read("""
                {"model":"m","input":[{"role":"user","content":"Hi","new_in_item":1}],"brand_new":{"x":1},
                 "metadata":{"a":"b"},"reasoning":{"effort":"low","summary":"auto"},
                 "tools":[{"type":"web_search"},
                          {"type":"function","name":"weather","parameters":{"type":"object"},"new_in_tool":1}]}"""));
    }

    @Test
    void fieldsThatNobodyHereKnowsReachTheSameFormatAndComeBack() throws Exception {
        answers(WHOLE);
        JsonNode answer = answer("openai-responses", ASKED);
        sawEverything();
        assertThat(answer.get("output")).isEqualTo(Json.read("[" + SEARCH + "," + SAID + "]"));
        assertThat(answer.number("new_at_top")).hasValue(4);
        assertThat(answer.get("usage").number("new_in_usage")).hasValue(5);
        assertThat(answer.textOrEmpty("service_tier")).isEqualTo("auto");
        assertThat(answer.textOrEmpty("id")).startsWith("resp_").isNotEqualTo("resp_theirs");
    }

    @Test
    void andSoTheyDoInAStream() throws Exception {
        streams(
                "{\"type\":\"response.created\",\"response\":{\"id\":\"r\",\"model\":\"m-1\",\"output\":[]}}",
                "{\"type\":\"response.output_item.done\",\"output_index\":0,\"item\":" + SEARCH + "}",
                "{\"type\":\"response.output_text.delta\",\"output_index\":1,\"item_id\":\"msg\",\"delta\":\"Sun\"}",
                "{\"type\":\"response.output_text.delta\",\"output_index\":1,\"item_id\":\"msg\",\"delta\":\"ny\"}",
                "{\"type\":\"response.output_item.done\",\"output_index\":1,\"item\":" + SAID + "}",
                "{\"type\":\"response.completed\",\"response\":" + WHOLE + "}");
        List<JsonNode> events = events("openai-responses", ASKED);
        sawEverything();
        assertThat(events.get(0).get("response").textOrEmpty("model")).isEqualTo("m-1");
        JsonNode response = last(events).get("response");
        assertThat(response.get("output").at(0)).isEqualTo(Json.read(SEARCH));
        JsonNode message = response.get("output").at(1);
        assertThat(message.get("content")).isEqualTo(Json.read(SAID).get("content"));
        assertThat(message.number("new_in_message")).hasValue(2);
        assertThat(response.number("new_at_top")).hasValue(4);
        assertThat(events.stream().map(event -> event.textOrEmpty("type")))
                .containsSubsequence(
                        "response.output_item.added",
                        "response.output_item.done",
                        "response.output_item.added",
                        "response.output_text.delta",
                        "response.output_text.annotation.added",
                        "response.output_text.done");
    }

    @Test
    void anotherFormatRefusesWhatItCannotCarryAndReportsWhatItLeavesOut() throws Exception {
        HttpResponse<String> refused = ask("openai", "\"input\":\"Hi\",\"modalities\":[\"audio\"]");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("modalities", "invalid_request_error");

        answers("""
                {"model":"m-1","choices":[{"finish_reason":"stop","message":{"content":"Hello"}}],
                 "usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""");
        JsonNode answer = answer(
                "openai",
                "\"input\":\"Hi\",\"prompt_cache_key\":\"k\",\"max_output_tokens\":5,\"reasoning\":{\"effort\":\"low\"}");
        assertThat(asked()).isEqualTo(Json.read("""
                {"model":"m","messages":[{"role":"user","content":"Hi"}],"max_tokens":5,"reasoning_effort":"low"}"""));
        assertThat(answer.get("llm_connect").get("dropped_params")).isEqualTo(Json.read("[\"prompt_cache_key\"]"));
        assertThat(answer.get("output").at(0).get("content").at(0).textOrEmpty("text"))
                .isEqualTo("Hello");
    }

    @Test
    void aToolTurnGoesOnWithAnthropicsSignedThoughts() throws Exception {
        streams(
                """
                {"type":"message_start","message":{"id":"m","model":"claude","usage":{"input_tokens":1,"output_tokens":1}}}""",
                """
                {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}""",
                """
                {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm"}}""",
                """
                {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"sig"}}""",
                "{\"type\":\"content_block_stop\",\"index\":0}",
                """
                {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"c1","name":"weather","input":{}}}""",
                """
                {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\\"city\\":\\"Rome\\"}"}}""",
                "{\"type\":\"content_block_stop\",\"index\":1}",
                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"},\"usage\":{\"output_tokens\":9}}",
                "{\"type\":\"message_stop\"}");
        List<JsonNode> events = events(
                "anthropic", "\"max_output_tokens\":2000,\"input\":[" + QUESTION + "],\"tools\":[" + WEATHER + "]");
        assertThat(asked().get("tools").at(0).textOrEmpty("name")).isEqualTo("weather");
        JsonNode output = last(events).get("response").get("output");
        assertThat(output.at(1).textOrEmpty("arguments")).isEqualTo("{\"city\":\"Rome\"}");

        answers("""
                {"id":"m","model":"claude","stop_reason":"end_turn","content":[{"type":"text","text":"Sunny"}],
                 "usage":{"input_tokens":1,"output_tokens":1}}""");
        answer("anthropic", turn(output, "c1"));
        assertThat(asked().get("messages").at(1)).isEqualTo(Json.read("""
                {"role":"assistant","content":[
                  {"type":"thinking","thinking":"Hm","signature":"sig"},
                  {"type":"tool_use","id":"c1","name":"weather","input":{"city":"Rome"}}]}"""));
    }

    @Test
    void aToolTurnGoesOnWithGooglesSignatureOfItsCall() throws Exception {
        answers("""
                {"candidates":[{"finishReason":"STOP","content":{"role":"model","parts":[
                  {"functionCall":{"name":"weather","args":{"city":"Rome"}},"thoughtSignature":"AAAA"}]}}],
                 "modelVersion":"gemini-3","usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":1}}""");
        JsonNode output = answer("gemini", "\"input\":[" + QUESTION + "],\"tools\":[" + WEATHER + "]")
                .get("output");
        asked();
        String call = output.items().stream()
                .filter(item -> item.textOrEmpty("type").equals("function_call"))
                .map(item -> item.textOrEmpty("call_id"))
                .findFirst()
                .orElseThrow();

        answers("""
                {"candidates":[{"finishReason":"STOP","content":{"role":"model","parts":[{"text":"Sunny"}]}}],
                 "modelVersion":"gemini-3","usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":1}}""");
        answer("gemini", turn(output, call));
        JsonNode part = asked().get("contents").at(1).get("parts").at(0);
        assertThat(part.textOrEmpty("thoughtSignature")).isEqualTo("AAAA");
        assertThat(part.get("functionCall").get("args")).isEqualTo(Json.read("{\"city\":\"Rome\"}"));
    }

    /** What a client that keeps its own conversation sends next. */
    private static String turn(JsonNode output, String callId) {
        String items = Json.text(output.raw());
        return "\"max_output_tokens\":2000,\"tools\":[" + WEATHER + "],\"input\":[" + QUESTION + ","
                + items.substring(1, items.length() - 1) + "," + RESULT.formatted(callId) + "]";
    }
}
