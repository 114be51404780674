package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;

/** A server in the place of a provider, and gateways in front of it. */
final class ProviderStub implements AutoCloseable {
    static final String CLAUDE_ON_BEDROCK = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";

    private static final String KEY = "canary-provider-stub-key";
    private static final Map<String, String> KEYS = Map.of(
            "bedrock",
            "AWS_BEARER_TOKEN_BEDROCK",
            "vertex-anthropic",
            "GOOGLE_VERTEX_ACCESS_TOKEN",
            "openai-responses",
            "OPENAI_API_KEY");

    final MockWebServer server = new MockWebServer();

    ProviderStub() throws Exception {
        server.start();
    }

    void answers(String body) {
        answers(200, body);
    }

    void answers(int status, String body) {
        server.enqueue(new MockResponse.Builder().code(status).body(body).build());
    }

    void streams(String events) {
        server.enqueue(new MockResponse.Builder()
                .setHeader("Content-Type", "text/event-stream")
                .body(events)
                .build());
    }

    /** What the provider of that name answers when it says a text. */
    void says(String provider, String text) {
        String words = Json.text(text);
        answers(
                switch (provider) {
                    case "anthropic", "vertex-anthropic" ->
                        "{\"id\":\"m1\",\"content\":[{\"type\":\"text\",\"text\":" + words
                                + "}],\"stop_reason\":\"end_turn\"}";
                    case "gemini" ->
                        "{\"candidates\":[{\"finishReason\":\"STOP\",\"content\":{\"parts\":[{\"text\":" + words
                                + "}]}}]}";
                    case "ollama" ->
                        "{\"model\":\"m\",\"done\":true,\"done_reason\":\"stop\",\"message\":{\"role\":\"assistant\",\"content\":"
                                + words + "}}";
                    case "cohere" ->
                        "{\"finish_reason\":\"COMPLETE\",\"message\":{\"content\":[{\"type\":\"text\",\"text\":" + words
                                + "}]}}";
                    case "bedrock" ->
                        "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"text\":" + words
                                + "}]}},\"stopReason\":\"end_turn\"}";
                    case "openai-responses" ->
                        "{\"id\":\"r\",\"status\":\"completed\",\"model\":\"m\",\"output\":[{\"type\":\"message\",\"id\":\"i\","
                                + "\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":" + words
                                + "}]}]}";
                    default ->
                        "{\"model\":\"m\",\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\",\"content\":"
                                + words + "}}]}";
                });
    }

    /** What the provider of that name answers when it calls a tool. */
    void calls(String provider, String name, String arguments) {
        String quoted = Json.text(arguments);
        answers(
                switch (provider) {
                    case "anthropic" ->
                        "{\"id\":\"m1\",\"content\":[{\"type\":\"tool_use\",\"id\":\"c1\",\"name\":\"" + name
                                + "\",\"input\":" + arguments + "}],\"stop_reason\":\"tool_use\"}";
                    case "gemini" ->
                        "{\"candidates\":[{\"finishReason\":\"STOP\",\"content\":{\"role\":\"model\",\"parts\":[{\"functionCall\":"
                                + "{\"id\":\"c1\",\"name\":\"" + name + "\",\"args\":" + arguments + "}}]}}]}";
                    case "ollama" ->
                        "{\"model\":\"m\",\"done\":true,\"done_reason\":\"stop\",\"message\":{\"role\":\"assistant\",\"content\":\"\","
                                + "\"tool_calls\":[{\"function\":{\"name\":\"" + name + "\",\"arguments\":" + arguments
                                + "}}]}}";
                    case "cohere" ->
                        "{\"finish_reason\":\"TOOL_CALL\",\"message\":{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c1\","
                                + "\"type\":\"function\",\"function\":{\"name\":\"" + name + "\",\"arguments\":"
                                + quoted + "}}]}}";
                    case "bedrock" ->
                        "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"toolUse\":{\"toolUseId\":\"c1\",\"name\":\""
                                + name + "\",\"input\":" + arguments + "}}]}},\"stopReason\":\"tool_use\"}";
                    case "openai-responses" ->
                        "{\"id\":\"r\",\"status\":\"completed\",\"model\":\"m\",\"output\":[{\"type\":\"function_call\",\"id\":\"f\","
                                + "\"call_id\":\"c1\",\"name\":\"" + name + "\",\"arguments\":" + quoted + "}]}";
                    default ->
                        "{\"model\":\"m\",\"choices\":[{\"finish_reason\":\"tool_calls\",\"message\":{\"role\":\"assistant\","
                                + "\"content\":null,\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\""
                                + name
                                + "\",\"arguments\":" + quoted + "}}]}}]}";
                });
    }

    Gateway gateway(String provider, Map<String, String> more) {
        String variable = provider.toUpperCase(Locale.ROOT).replace('-', '_');
        Map<String, String> environment = new HashMap<>(more);
        environment.put("LLM_CONNECT_PROVIDER", provider);
        environment.put(KEYS.getOrDefault(provider, variable + "_API_KEY"), KEY);
        environment.put(
                "LLM_CONNECT_" + variable + "_BASE_URL", server.url("/v1").toString());
        environment.put("GOOGLE_CLOUD_PROJECT", "p");
        environment.put("GOOGLE_CLOUD_LOCATION", "us-east5");
        return new Gateway(environment);
    }

    /** Asks a gateway for a model with some fields of a body. */
    HttpResponse<String> ask(String provider, Map<String, String> more, String path, String model, String fields)
            throws Exception {
        try (Gateway gateway = gateway(provider, more)) {
            return gateway.post(path, "{\"model\":\"" + model + "\"," + fields + "}");
        }
    }

    /** The answer of a gateway for a model called {@code m}, which must be a success. */
    JsonNode answer(String provider, String path, String fields) throws Exception {
        return answer(provider, path, "m", fields);
    }

    JsonNode answer(String provider, String path, String model, String fields) throws Exception {
        HttpResponse<String> response = ask(provider, Map.of(), path, model, fields);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.read(response.body());
    }

    /** The data of the events of a gateway's answer. */
    List<JsonNode> events(String provider, String path, String fields) throws Exception {
        HttpResponse<String> response = ask(provider, Map.of(), path, "m", "\"stream\":true," + fields);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        List<JsonNode> events = new ArrayList<>();
        for (String line : response.body().split("\n", -1)) {
            if (line.startsWith("data: {")) {
                events.add(Json.read(line.substring("data: ".length())));
            }
        }
        return events;
    }

    RecordedRequest request() throws Exception {
        RecordedRequest request = server.takeRequest(5, TimeUnit.SECONDS);
        assertThat(request).as("a request to the provider").isNotNull();
        return request;
    }

    /** The body of what the provider was asked. */
    JsonNode asked() throws Exception {
        return Json.read(request().getBody().utf8());
    }

    /** What an answer says was left out. */
    static List<String> dropped(JsonNode answer) {
        return answer.get("llm_connect").items("dropped_params").stream()
                .flatMap(name -> name.text().stream())
                .toList();
    }

    @Override
    public void close() {
        server.close();
    }
}
