package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import java.net.http.HttpResponse;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses to a conversation in front of providers of another format, and of the same, which has conversations itself. */
class ConversationsOverHttpTest {
    private static final String TOOLS = """
            "tools":[{"type":"function","name":"weather","description":"Tells it","strict":false,
             "parameters":{"type":"object","properties":{"city":{"type":"string"}}}}],"reasoning":{"effort":"high"}""";
    private static final String CALLED = """
            {"id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":[
             {"type":"thinking","thinking":"hm","signature":"proof"},
             {"type":"tool_use","id":"toolu_1","name":"weather","input":{"city":"Rome"}}],
             "stop_reason":"tool_use","usage":{"input_tokens":5,"output_tokens":2}}""";
    private static final String SAID = """
            {"id":"msg_2","type":"message","role":"assistant","model":"claude-x","content":[{"type":"text","text":"It is sunny"}],
             "stop_reason":"end_turn","usage":{"input_tokens":5,"output_tokens":2}}""";
    private static final String STORED = """
            {"id":"resp_theirs","object":"response","status":"completed","model":"m-1","store":true,"conversation":%s,"output":[
             {"type":"reasoning","id":"rs_theirs","summary":[],"encrypted_content":"sealed"},
             {"type":"message","id":"msg_theirs","role":"assistant","status":"completed",
              "content":[{"type":"output_text","text":"Sunny","annotations":[]}]}],
             "usage":{"input_tokens":1,"output_tokens":2,"total_tokens":3}}""";

    private final MockWebServer stub = new MockWebServer();
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void start() throws Exception {
        stub.start();
        for (String name : List.of("OPENAI", "OPENAI_RESPONSES", "ANTHROPIC", "GEMINI", "MISTRAL")) {
            environment.put(name + "_API_KEY", "canary-stored-key");
            environment.put("LLM_CONNECT_" + name + "_BASE_URL", stub.url("/v1").toString());
        }
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    private Gateway gateway(String provider) {
        environment.put("LLM_CONNECT_PROVIDER", provider);
        return new Gateway(environment);
    }

    private void answers(String json) {
        stub.enqueue(new MockResponse.Builder().body(json).build());
    }

    private JsonNode asked() throws Exception {
        RecordedRequest request = stub.takeRequest(5, TimeUnit.SECONDS);
        assertThat(request).as("a request to the provider").isNotNull();
        return Json.read(request.getBody().utf8());
    }

    private static JsonNode ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.read(answer.body());
    }

    private static String create(Gateway gateway) throws Exception {
        return ok(gateway.post("/v1/conversations", "{\"metadata\":{\"topic\":\"weather\"}}"))
                .textOrEmpty("id");
    }

    private static JsonNode response(Gateway gateway, String conversation, String fields) throws Exception {
        return ok(gateway.post(
                "/v1/responses",
                "{\"model\":\"claude-sonnet-4-5\",\"conversation\":\"" + conversation + "\"," + fields + "}"));
    }

    @Test
    void aToolLoopWithSignedReasoningGoesThroughAConversation() throws Exception {
        answers(CALLED);
        answers(SAID);
        answers(SAID);
        try (Gateway gateway = gateway("anthropic")) {
            String id = create(gateway);
            response(gateway, id, "\"input\":\"Weather?\"," + TOOLS);
            asked();
            JsonNode list = ok(gateway.get("/v1/conversations/" + id + "/items?order=asc"));
            JsonNode call = list.items("data").get(list.items("data").size() - 1);
            assertThat(call.textOrEmpty("type")).isEqualTo("function_call");
            response(
                    gateway,
                    id,
                    "\"input\":[{\"type\":\"function_call_output\",\"call_id\":\"" + call.textOrEmpty("call_id")
                            + "\",\"output\":\"Sunny\"}]," + TOOLS);
            List<JsonNode> messages = asked().items("messages");
            assertThat(messages).hasSize(3);
            List<JsonNode> thought = messages.get(1).items("content");
            assertThat(thought.get(0).textOrEmpty("signature")).isEqualTo("proof");
            assertThat(thought.get(1).textOrEmpty("id")).isEqualTo("toolu_1");
            assertThat(messages.get(2).items("content").get(0).textOrEmpty("tool_use_id"))
                    .isEqualTo("toolu_1");

            response(gateway, id, "\"input\":\"Thanks\"," + TOOLS);
            messages = asked().items("messages");
            assertThat(messages).hasSize(5);
            assertThat(Json.text(messages.get(3).raw())).contains("It is sunny");
            assertThat(Json.text(messages.get(4).raw())).contains("Thanks");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini", "mistral"})
    void aConversationThatIsNotStoredHereIsNotFound(String provider) throws Exception {
        try (Gateway gateway = gateway(provider)) {
            HttpResponse<String> answer =
                    gateway.post("/v1/responses", "{\"model\":\"m\",\"input\":\"Hi\",\"conversation\":\"conv_gone\"}");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
            JsonNode error = Json.read(answer.body()).get("error");
            assertThat(error.textOrEmpty("code")).isEqualTo("conversation_not_found");
            assertThat(error.textOrEmpty("param")).isEqualTo("conversation");
            assertThat(error.textOrEmpty("type")).isEqualTo("invalid_request_error");
            assertThat(stub.getRequestCount()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"conv_theirs\"", "{\"id\":\"conv_theirs\"}"})
    void aConversationOfAProviderOfTheSameFormatIsLeftToIt(String conversation) throws Exception {
        answers(STORED.formatted("{\"id\":\"conv_theirs\"}"));
        try (Gateway gateway = gateway("openai-responses")) {
            JsonNode answer = ok(gateway.post(
                    "/v1/responses", "{\"model\":\"m-1\",\"input\":\"Hi\",\"conversation\":" + conversation + "}"));
            JsonNode sent = asked();
            assertThat(sent.get("conversation"))
                    .isEqualTo(Json.read("{\"sent\":" + conversation + "}").get("sent"));
            assertThat(sent.textOrEmpty("input")).isEqualTo("Hi");
            assertThat(answer.textOrEmpty("id")).isEqualTo("resp_theirs");
            assertThat(answer.get("conversation").textOrEmpty("id")).isEqualTo("conv_theirs");
        }
    }

    @Test
    void aProviderOfTheSameFormatGetsAConversationOfThisServerWhole() throws Exception {
        answers(STORED.formatted("null"));
        answers(STORED.formatted("null"));
        try (Gateway gateway = gateway("openai-responses")) {
            String id = create(gateway);
            JsonNode first = response(gateway, id, "\"input\":\"Weather?\"");
            assertThat(asked().has("conversation")).isFalse();
            assertThat(first.get("conversation").textOrEmpty("id")).isEqualTo(id);
            response(gateway, id, "\"input\":\"Thanks\"");
            JsonNode sent = asked();
            assertThat(sent.has("conversation")).isFalse();
            assertThat(Json.text(sent.get("input").raw()))
                    .containsSubsequence("Weather?", "sealed", "Sunny", "Thanks")
                    .doesNotContain("rs_theirs", "msg_theirs");
            assertThat(ok(gateway.get("/v1/conversations/" + id + "/items")).items("data"))
                    .hasSize(6);
        }
    }

    @Test
    void whatAConversationHoldsReachesNoMetricAndNoAdminPage() throws Exception {
        answers(SAID);
        try (Gateway gateway = gateway("anthropic")) {
            String id = ok(gateway.post(
                            "/v1/conversations",
                            "{\"items\":[{\"role\":\"user\",\"content\":\"canary-item-words\"}],\"metadata\":{\"a\":\"canary-topic\"}}"))
                    .textOrEmpty("id");
            response(gateway, id, "\"input\":\"canary-prompt-words\"");
            for (String path : List.of("/metrics", "/admin/api/calls", "/openapi.json")) {
                assertThat(gateway.get(path).body()).doesNotContain("canary-");
            }
        }
    }
}
