package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients of {@code /v1/responses} that expect the server to store, as the AI SDK does by default: it names the message, the reasoning
 * and in some versions the calls of earlier turns by {@code item_reference}.
 */
class StoredResponsesOverHttpTest {
    private static final String TOOLS = """
            "tools":[{"type":"function","name":"weather","description":"Tells it","strict":false,
             "parameters":{"type":"object","properties":{"city":{"type":"string"}}}}],"tool_choice":"auto",
            "reasoning":{"effort":"high","summary":"auto"},"max_output_tokens":4000""";
    private static final String QUESTION =
            "{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"Weather?\"}]}";

    private final MockWebServer stub = new MockWebServer();
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void start() throws Exception {
        stub.start();
        for (String name : List.of("OPENAI", "OPENAI_RESPONSES", "ANTHROPIC", "GEMINI")) {
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

    private void streams(String... data) {
        StringBuilder body = new StringBuilder();
        for (String each : data) {
            String type = Json.read(each).textOrEmpty("type");
            body.append(type.isEmpty() ? "" : "event: " + type + "\n")
                    .append("data: ")
                    .append(each)
                    .append("\n\n");
        }
        stub.enqueue(new MockResponse.Builder()
                .setHeader("Content-Type", "text/event-stream")
                .body(body.toString())
                .build());
    }

    private JsonNode asked() throws Exception {
        RecordedRequest request = stub.takeRequest(5, TimeUnit.SECONDS);
        assertThat(request).as("a request to the provider").isNotNull();
        return Json.read(request.getBody().utf8());
    }

    /** The whole response, also of a stream. */
    private static JsonNode response(Gateway gateway, boolean stream, String fields) throws Exception {
        HttpResponse<String> answer = gateway.post(
                "/v1/responses", "{\"model\":\"claude-sonnet-4-5\",\"stream\":" + stream + "," + fields + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        if (!stream) {
            return Json.read(answer.body());
        }
        List<JsonNode> events = new ArrayList<>();
        for (String line : answer.body().split("\n", -1)) {
            if (line.startsWith("data: ")) {
                events.add(Json.read(line.substring("data: ".length())));
            }
        }
        JsonNode end = events.get(events.size() - 1);
        assertThat(end.textOrEmpty("type")).isEqualTo("response.completed");
        return end.get("response");
    }

    private static JsonNode item(JsonNode response, String type) {
        return response.items("output").stream()
                .filter(item -> item.textOrEmpty("type").equals(type))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + type + " in " + Json.text(response.raw())));
    }

    private static String reference(JsonNode response, String type) {
        return "{\"type\":\"item_reference\",\"id\":\"" + item(response, type).textOrEmpty("id") + "\"}";
    }

    private static String call(JsonNode response, boolean byReference) {
        JsonNode call = item(response, "function_call");
        return byReference
                ? reference(response, "function_call")
                : "{\"type\":\"function_call\",\"call_id\":\"" + call.textOrEmpty("call_id")
                        + "\",\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"Rome\\\"}\"}";
    }

    private static String result(JsonNode response) {
        return "{\"type\":\"function_call_output\",\"call_id\":\""
                + item(response, "function_call").textOrEmpty("call_id") + "\",\"output\":\"Sunny\"}";
    }

    private void messagesCalls(boolean stream) {
        if (!stream) {
            answers("""
                    {"id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":[
                     {"type":"thinking","thinking":"hm","signature":"proof"},
                     {"type":"tool_use","id":"toolu_1","name":"weather","input":{"city":"Rome"}}],
                     "stop_reason":"tool_use","usage":{"input_tokens":5,"output_tokens":2}}""");
            return;
        }
        streams("""
                {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":[],\
                "usage":{"input_tokens":5,"output_tokens":1}}}""", """
                {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}""", """
                {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}""", """
                {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"proof"}}""", """
                {"type":"content_block_stop","index":0}""", """
                {"type":"content_block_start","index":1,"content_block":\
                {"type":"tool_use","id":"toolu_1","name":"weather","input":{}}}""", """
                {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\\"city\\":\\"Rome\\"}"}}""", """
                {"type":"content_block_stop","index":1}""", """
                {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":2}}""", """
                {"type":"message_stop"}""");
    }

    private void messagesSay(String text) {
        answers("""
                {"id":"msg_2","type":"message","role":"assistant","model":"claude-x","content":[{"type":"text","text":"%s"}],
                 "stop_reason":"end_turn","usage":{"input_tokens":5,"output_tokens":2}}""".formatted(text));
    }

    @ParameterizedTest
    @CsvSource({"false,false", "false,true", "true,false", "true,true"})
    void theAiSdksToolLoopWorksInFrontOfMessages(boolean stream, boolean callByReference) throws Exception {
        messagesCalls(stream);
        messagesSay("It is sunny");
        messagesSay("You are welcome");
        try (Gateway gateway = gateway("anthropic")) {
            JsonNode first = response(gateway, stream, "\"input\":[" + QUESTION + "]," + TOOLS);
            asked();
            String turns = QUESTION + "," + reference(first, "reasoning") + "," + call(first, callByReference) + ","
                    + result(first);
            JsonNode second = response(gateway, false, "\"input\":[" + turns + "]," + TOOLS);
            List<JsonNode> messages = asked().items("messages");
            assertThat(messages).hasSize(3);
            List<JsonNode> thought = messages.get(1).items("content");
            assertThat(thought.get(0).textOrEmpty("signature")).isEqualTo("proof");
            assertThat(thought.get(0).textOrEmpty("thinking")).isEqualTo("hm");
            assertThat(thought.get(1).textOrEmpty("id")).isEqualTo("toolu_1");
            assertThat(thought).hasSize(2);
            assertThat(messages.get(2).items("content").get(0).textOrEmpty("tool_use_id"))
                    .isEqualTo("toolu_1");

            response(
                    gateway,
                    false,
                    "\"input\":[" + turns + "," + reference(second, "message")
                            + ",{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"Thanks\"}]}],"
                            + TOOLS);
            messages = asked().items("messages");
            assertThat(messages).hasSize(5);
            assertThat(Json.text(messages.get(3).raw())).contains("It is sunny");
            assertThat(Json.text(messages.get(4).raw())).contains("Thanks");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aConversationGoesOnByItsPreviousResponseInFrontOfMessages(boolean stream) throws Exception {
        messagesCalls(stream);
        messagesSay("It is sunny");
        try (Gateway gateway = gateway("anthropic")) {
            JsonNode first = response(gateway, stream, "\"input\":\"Weather?\"," + TOOLS);
            asked();
            response(
                    gateway,
                    false,
                    "\"previous_response_id\":\"" + first.textOrEmpty("id") + "\",\"input\":[" + result(first) + "],"
                            + TOOLS);
            List<JsonNode> messages = asked().items("messages");
            assertThat(messages).hasSize(3);
            assertThat(Json.text(messages.get(0).raw())).contains("Weather?");
            assertThat(messages.get(1).items("content").get(0).textOrEmpty("signature"))
                    .isEqualTo("proof");
            assertThat(messages.get(2).items("content").get(0).textOrEmpty("tool_use_id"))
                    .isEqualTo("toolu_1");
        }
    }

    @Test
    void theAiSdksToolLoopWorksInFrontOfChat() throws Exception {
        answers("""
                {"id":"c","object":"chat.completion","model":"m-1","choices":[{"index":0,"finish_reason":"tool_calls","message":
                 {"role":"assistant","content":"Let me see.","tool_calls":[{"id":"call_1","type":"function",
                  "function":{"name":"weather","arguments":"{\\"city\\":\\"Rome\\"}"}}]}}]}""");
        answers("""
                {"id":"c","object":"chat.completion","model":"m-1","choices":[{"index":0,"finish_reason":"stop","message":
                 {"role":"assistant","content":"Sunny"}}]}""");
        try (Gateway gateway = gateway("openai")) {
            JsonNode first = response(gateway, false, "\"input\":[" + QUESTION + "]," + TOOLS);
            asked();
            response(
                    gateway,
                    false,
                    "\"input\":[" + QUESTION + "," + reference(first, "message") + "," + call(first, true) + ","
                            + result(first) + "]," + TOOLS);
            List<JsonNode> messages = asked().items("messages");
            assertThat(messages)
                    .extracting(message -> message.textOrEmpty("role"))
                    .containsExactly("user", "assistant", "tool");
            assertThat(messages.get(1).textOrEmpty("content")).isEqualTo("Let me see.");
            assertThat(messages.get(1).items("tool_calls").get(0).textOrEmpty("id"))
                    .isEqualTo("call_1");
        }
    }

    @Test
    void geminisSignatureComesBackWithTheStoredCall() throws Exception {
        answers("""
                {"candidates":[{"finishReason":"STOP","content":{"role":"model","parts":[
                  {"functionCall":{"name":"weather","args":{"city":"Rome"}},"thoughtSignature":"c2lnbmF0dXJl"}]}}]}""");
        answers("""
                {"candidates":[{"finishReason":"STOP","content":{"role":"model","parts":[{"text":"Sunny"}]}}]}""");
        try (Gateway gateway = gateway("gemini")) {
            JsonNode first = response(gateway, false, "\"input\":[" + QUESTION + "]," + TOOLS);
            asked();
            response(
                    gateway,
                    false,
                    "\"input\":[" + QUESTION + "," + call(first, true) + "," + result(first) + "]," + TOOLS);
            JsonNode part = asked().items("contents").get(1).items("parts").get(0);
            assertThat(part.textOrEmpty("thoughtSignature")).isEqualTo("c2lnbmF0dXJl");
        }
    }

    private static final String THOUGHT = "{\"type\":\"reasoning\",\"id\":\"rs_theirs\",\"summary\":[]}";
    private static final String SAID = """
            {"type":"message","id":"msg_theirs","role":"assistant","status":"completed",\
            "content":[{"type":"output_text","text":"Sunny","annotations":[]}]}""";
    private static final String STORED = """
            {"id":"resp_theirs","object":"response","status":"completed","model":"m-1","store":%s,"output":[%s,%s],\
            "usage":{"input_tokens":1,"output_tokens":2,"total_tokens":3}}""";

    /** As it is at OpenAI, whose items a stream announces by the ids that later turns refer to. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aProviderOfTheSameFormatIsAskedAsTheClientAsks(boolean stream) throws Exception {
        String whole = STORED.formatted(true, THOUGHT, SAID);
        if (stream) {
            streams("""
                    {"type":"response.created","response":{"id":"resp_theirs","status":"in_progress","model":"m-1","store":true,\
                    "output":[]}}""", """
                    {"type":"response.output_item.added","output_index":0,"item":%s}""".formatted(THOUGHT), """
                    {"type":"response.output_item.done","output_index":0,"item":%s}""".formatted(THOUGHT), """
                    {"type":"response.output_item.added","output_index":1,\
                    "item":{"type":"message","id":"msg_theirs","role":"assistant","status":"in_progress","content":[]}}""", """
                    {"type":"response.output_text.delta","output_index":1,"item_id":"msg_theirs","content_index":0,"delta":"Sunny"}""", """
                    {"type":"response.output_item.done","output_index":1,"item":%s}""".formatted(SAID), """
                    {"type":"response.completed","response":%s}""".formatted(
                            whole));
        } else {
            answers(whole);
        }
        answers(whole);
        try (Gateway gateway = gateway("openai-responses")) {
            JsonNode first = response(gateway, stream, "\"input\":[" + QUESTION + "]");
            assertThat(asked().has("store")).isFalse();
            assertThat(first.textOrEmpty("id")).isEqualTo("resp_theirs");
            assertThat(first.isTrue("store")).isTrue();
            String next = "[" + QUESTION + "," + reference(first, "reasoning") + "," + reference(first, "message")
                    + ",{" + "\"role\":\"user\",\"content\":\"Thanks\"}]";
            response(gateway, false, "\"input\":" + next + ",\"previous_response_id\":\"resp_0\"");
            JsonNode sent = asked();
            assertThat(sent.get("input")).isEqualTo(Json.read(next));
            assertThat(next).contains("rs_theirs", "msg_theirs");
            assertThat(sent.textOrEmpty("previous_response_id")).isEqualTo("resp_0");
            assertThat(gateway.get("/v1/responses/resp_theirs").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void whatAProviderOfTheSameFormatDoesNotStoreIsSentWholeAndWithoutItsIds() throws Exception {
        answers(STORED.formatted(false, THOUGHT, SAID));
        answers(STORED.formatted(false, THOUGHT, SAID));
        try (Gateway gateway = gateway("openai-responses")) {
            JsonNode first = response(gateway, false, "\"input\":[" + QUESTION + "]");
            asked();
            response(
                    gateway,
                    false,
                    "\"previous_response_id\":\"" + first.textOrEmpty("id") + "\",\"input\":\"Thanks\"");
            JsonNode sent = asked();
            assertThat(sent.has("previous_response_id")).isFalse();
            assertThat(Json.text(sent.get("input").raw()))
                    .containsSubsequence("Weather?", "Sunny", "Thanks")
                    .doesNotContain("rs_theirs", "msg_theirs");
        }
    }

    @Test
    void whatIsNotStoredIsNotFoundInOpenAIsWords() throws Exception {
        try (Gateway gateway = gateway("anthropic")) {
            HttpResponse<String> previous = gateway.post(
                    "/v1/responses", "{\"model\":\"m\",\"input\":\"Hi\",\"previous_response_id\":\"resp_gone\"}");
            assertThat(previous.statusCode()).isEqualTo(400);
            JsonNode error = Json.read(previous.body()).get("error");
            assertThat(error.textOrEmpty("code")).isEqualTo("previous_response_not_found");
            assertThat(error.textOrEmpty("param")).isEqualTo("previous_response_id");
            assertThat(error.textOrEmpty("type")).isEqualTo("invalid_request_error");

            HttpResponse<String> item = gateway.post(
                    "/v1/responses",
                    "{\"model\":\"m\",\"input\":[" + QUESTION + ",{\"type\":\"item_reference\",\"id\":\"msg_gone\"}]}");
            assertThat(item.statusCode()).isEqualTo(404);
            error = Json.read(item.body()).get("error");
            assertThat(error.textOrEmpty("param")).isEqualTo("input");
            assertThat(error.textOrEmpty("type")).isEqualTo("invalid_request_error");
            assertThat(error.has("code")).isFalse();
            assertThat(stub.getRequestCount()).isZero();
        }
    }

    @Test
    void whatIsStoredReachesNoMetricAndNoAdminPage() throws Exception {
        messagesSay("canary-answer-words");
        try (Gateway gateway = gateway("anthropic")) {
            JsonNode first = response(gateway, false, "\"input\":\"canary-prompt-words\"");
            assertThat(first.isTrue("store")).isTrue();
            for (String path : List.of("/metrics", "/admin/api/calls", "/openapi.json")) {
                assertThat(gateway.get(path).body()).doesNotContain("canary-");
            }
        }
    }
}
