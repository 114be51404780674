package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import java.util.ArrayList;
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

/** What proves a model's reasoning comes back in the next turn from clients that give back the usual fields only. */
class ReasoningAcrossTurnsTest {
    private static final String SIGNATURE = "Ci+/abcdEFGH0123/+sigQ==";
    private static final String CALL = """
            {"candidates":[{"finishReason":"STOP","content":{"role":"model","parts":[
              {"functionCall":{"name":"look","args":{"at":"it"}},"thoughtSignature":"%s"},
              {"functionCall":{"name":"look","args":{"at":"them"}}}]}}],"modelVersion":"gemini-3-pro"}""".formatted(SIGNATURE);

    private final MockWebServer stub = new MockWebServer();

    @BeforeEach
    void start() throws Exception {
        stub.start();
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    private Gateway gateway(String provider) {
        return new Gateway(Map.of(
                "LLM_CONNECT_PROVIDER",
                provider,
                "GEMINI_API_KEY",
                "canary-reasoning-key",
                "ANTHROPIC_API_KEY",
                "canary-reasoning-key",
                "LLM_CONNECT_GEMINI_BASE_URL",
                stub.url("/v1").toString(),
                "LLM_CONNECT_ANTHROPIC_BASE_URL",
                stub.url("/v1").toString()));
    }

    private void answers(String json, boolean stream) {
        MockResponse.Builder response = new MockResponse.Builder();
        stub.enqueue(
                stream
                        ? response.setHeader("Content-Type", "text/event-stream")
                                .body("data: " + Json.text(Json.read(json).raw()) + "\n\n")
                                .build()
                        : response.body(json).build());
    }

    private JsonNode asked() throws Exception {
        RecordedRequest request = stub.takeRequest(5, TimeUnit.SECONDS);
        assertThat(request).as("a request to the provider").isNotNull();
        return Json.read(request.getBody().utf8());
    }

    private static List<JsonNode> events(String body) {
        List<JsonNode> events = new ArrayList<>();
        for (String line : body.split("\n", -1)) {
            String json = line.startsWith("data: ") ? line.substring("data: ".length()) : line;
            if (json.startsWith("{")) {
                events.add(Json.read(json));
            }
        }
        return events;
    }

    /** The first value of a field anywhere below, in the order of the text. */
    private static List<String> values(String text, String field) {
        List<String> values = new ArrayList<>();
        for (int at = text.indexOf("\"" + field + "\":\"");
                at >= 0;
                at = text.indexOf("\"" + field + "\":\"", at + 1)) {
            int from = at + field.length() + 4;
            values.add(text.substring(from, text.indexOf('"', from)));
        }
        return values.stream().distinct().toList();
    }

    @ParameterizedTest
    @CsvSource({
        "chat,false",
        "chat,true",
        "messages,false",
        "messages,true",
        "responses,false",
        "responses,true",
        "ollama,false",
        "ollama,true"
    })
    void geminisThoughtSignatureComesBackWithTheCall(String endpoint, boolean stream) throws Exception {
        String model = "\"model\":\"gemini-3-pro\",\"stream\":" + stream + ",";
        String function =
                "{\"type\":\"function\",\"function\":{\"name\":\"look\",\"parameters\":{\"type\":\"object\"}}}";
        String user = "{\"role\":\"user\",\"content\":\"Look\"}";
        answers(CALL, stream);
        answers(CALL, false);
        try (Gateway gateway = gateway("gemini")) {
            String first = "{" + model;
            String path;
            switch (endpoint) {
                case "chat" -> {
                    path = "/v1/chat/completions";
                    first += "\"messages\":[" + user + "],\"tools\":[" + function + "]}";
                }
                case "messages" -> {
                    path = "/v1/messages";
                    first += "\"max_tokens\":9,\"messages\":[" + user
                            + "],\"tools\":[{\"name\":\"look\",\"input_schema\":{\"type\":\"object\"}}]}";
                }
                case "responses" -> {
                    path = "/v1/responses";
                    first += "\"input\":[" + user
                            + "],\"tools\":[{\"type\":\"function\",\"name\":\"look\",\"parameters\":{}}]}";
                }
                default -> {
                    path = "/api/chat";
                    first += "\"messages\":[" + user + "],\"tools\":[" + function + "]}";
                }
            }
            String body = gateway.post(path, first).body();
            asked();
            String next = "{" + model.replace("true", "false");
            switch (endpoint) {
                case "chat" -> {
                    String signature = values(body, "thought_signature").get(0);
                    List<String> ids = events(body).stream()
                            .flatMap(event -> values(Json.text(event.raw()), "id").stream())
                            .filter(id -> id.startsWith("gemini_call_"))
                            .distinct()
                            .toList();
                    assertThat(ids).hasSize(2);
                    String call =
                            "{\"id\":\"%s\",\"type\":\"function\",\"function\":{\"name\":\"look\",\"arguments\":\"{}\"}%s}";
                    next += "\"messages\":[" + user + ",{\"role\":\"assistant\",\"content\":null,\"tool_calls\":["
                            + call.formatted(
                                    ids.get(0),
                                    ",\"extra_content\":{\"google\":{\"thought_signature\":\"" + signature + "\"}}")
                            + "," + call.formatted(ids.get(1), "") + "]},"
                            + "{\"role\":\"tool\",\"tool_call_id\":\"" + ids.get(0) + "\",\"content\":\"one\"},"
                            + "{\"role\":\"tool\",\"tool_call_id\":\"" + ids.get(1) + "\",\"content\":\"two\"}]}";
                }
                case "messages" -> {
                    List<String> ids = values(body, "id").stream()
                            .filter(id -> id.startsWith("gemini_call_"))
                            .toList();
                    assertThat(ids).hasSize(2).allMatch(id -> id.matches("[a-zA-Z0-9_-]+"));
                    String call = "{\"type\":\"tool_use\",\"id\":\"%s\",\"name\":\"look\",\"input\":{}}";
                    String result = "{\"type\":\"tool_result\",\"tool_use_id\":\"%s\",\"content\":\"%s\"}";
                    next += "\"max_tokens\":9,\"messages\":[" + user + ",{\"role\":\"assistant\",\"content\":["
                            + call.formatted(ids.get(0)) + "," + call.formatted(ids.get(1))
                            + "]},{\"role\":\"user\",\"content\":["
                            + result.formatted(ids.get(0), "one") + "," + result.formatted(ids.get(1), "two") + "]}]}";
                }
                case "responses" -> {
                    List<String> ids = values(body, "call_id");
                    assertThat(ids).hasSize(2);
                    assertThat(body).doesNotContain("\"reasoning\",\"summary\"");
                    String call =
                            "{\"type\":\"function_call\",\"call_id\":\"%s\",\"name\":\"look\",\"arguments\":\"{}\"}";
                    String result = "{\"type\":\"function_call_output\",\"call_id\":\"%s\",\"output\":\"%s\"}";
                    next += "\"input\":[" + user + "," + call.formatted(ids.get(0)) + "," + call.formatted(ids.get(1))
                            + "," + result.formatted(ids.get(0), "one") + "," + result.formatted(ids.get(1), "two")
                            + "]}";
                }
                default -> {
                    List<String> ids = values(body, "id");
                    assertThat(ids).hasSize(2);
                    String call = "{\"id\":\"%s\",\"function\":{\"name\":\"look\",\"arguments\":{}}}";
                    next += "\"messages\":[" + user + ",{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":["
                            + call.formatted(ids.get(0)) + "," + call.formatted(ids.get(1)) + "]},"
                            + "{\"role\":\"tool\",\"tool_call_id\":\"" + ids.get(0) + "\",\"content\":\"one\"},"
                            + "{\"role\":\"tool\",\"tool_call_id\":\"" + ids.get(1) + "\",\"content\":\"two\"}]}";
                }
            }
            assertThat(gateway.post(path, next).statusCode()).isEqualTo(200);
            JsonNode sent = asked();
            List<JsonNode> parts = sent.get("contents").at(1).items("parts");
            assertThat(parts).hasSize(2);
            assertThat(parts.get(0).textOrEmpty("thoughtSignature"))
                    .as(Json.text(sent.raw()))
                    .isEqualTo(SIGNATURE);
            assertThat(parts.get(1).has("thoughtSignature")).isFalse();
            assertThat(Json.text(sent.raw())).containsSubsequence("one", "two").doesNotContain("__sig__");
        }
    }

    @Test
    void anthropicsSignatureComesBackInTheReasoningDetailsOfChatCompletions() throws Exception {
        String answer = """
                {"id":"m1","model":"claude-sonnet-4-5","stop_reason":"tool_use","usage":{"input_tokens":1,"output_tokens":1},
                 "content":[{"type":"thinking","thinking":"Hm","signature":"proof"},{"type":"tool_use","id":"c1","name":"look","input":{}}]}""";
        answers(answer, false);
        answers(answer, false);
        try (Gateway gateway = gateway("anthropic")) {
            String head =
                    "{\"model\":\"claude-sonnet-4-5\",\"reasoning_effort\":\"low\",\"max_tokens\":9000,\"tools\":[{\"type\":\"function\","
                            + "\"function\":{\"name\":\"look\",\"parameters\":{\"type\":\"object\"}}}],\"messages\":[{\"role\":\"user\",\"content\":\"Look\"}";
            JsonNode message = Json.read(
                            gateway.post("/v1/chat/completions", head + "]}").body())
                    .get("choices")
                    .at(0)
                    .get("message");
            asked();
            String next = head + ",{\"role\":\"assistant\",\"content\":null,\"tool_calls\":"
                    + Json.text(message.get("tool_calls").raw())
                    + ",\"reasoning_details\":"
                    + Json.text(message.get("reasoning_details").raw())
                    + "},{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"seen\"}]}";
            assertThat(gateway.post("/v1/chat/completions", next).statusCode()).isEqualTo(200);
            JsonNode sent = asked();
            assertThat(sent.get("messages").at(1).get("content").at(0))
                    .isEqualTo(Json.read("{\"type\":\"thinking\",\"thinking\":\"Hm\",\"signature\":\"proof\"}"));
            assertThat(sent.get("thinking").textOrEmpty("type")).isEqualTo("enabled");
        }
    }

    @Test
    void aClientThatGivesNoThinkingBackOrForcesAToolGetsAnAnswerWithoutThinking() throws Exception {
        String answer = """
                {"id":"m1","model":"claude-sonnet-4-5","stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1},
                 "content":[{"type":"text","text":"Yes"}]}""";
        String head =
                "{\"model\":\"claude-sonnet-4-5\",\"reasoning_effort\":\"low\",\"max_tokens\":9000,\"tools\":[{\"type\":\"function\","
                        + "\"function\":{\"name\":\"look\",\"parameters\":{\"type\":\"object\"}}}],\"messages\":[{\"role\":\"user\",\"content\":\"Look\"}";
        String forgotten = head
                + ",{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\",\"function\":"
                + "{\"name\":\"look\",\"arguments\":\"{}\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"seen\"}]}";
        String forced = head + "],\"tool_choice\":\"required\"}";
        try (Gateway gateway = gateway("anthropic")) {
            for (String body : List.of(forgotten, forced)) {
                answers(answer, false);
                JsonNode whole =
                        Json.read(gateway.post("/v1/chat/completions", body).body());
                assertThat(asked().has("thinking")).isFalse();
                assertThat(Json.text(
                                whole.get("llm_connect").get("dropped_params").raw()))
                        .contains("thinking");
            }
        }
    }
}
