package dev.llmconnect.fuzz;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonException;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.server.LLMServer;
import dev.llmconnect.spi.AdapterSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Bodies of requests to every endpoint, for the mock and for every format of providers. Each answer is JSON and no {@code internal_error},
 * and a success answers what was asked.
 */
final class RequestsTarget implements Target {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final String INTERNAL = "went wrong inside";

    private static final Map<String, List<String>> BODIES = bodies();

    private static Map<String, List<String>> bodies() {
        Map<String, List<String>> all = new LinkedHashMap<>();
        all.put("/execute", List.of("""
                {"prompt":"Hello there","config":{"model_name":"MODEL","temperature":0.5,"max_tokens":50,"timeout_seconds":10,"max_depth":3,"model_params":{"top_p":0.5,"seed":7,"reasoning_effort":"low"}},"tags":{"team":"a"}}""", """
                {"messages":[{"role":"system","content":"Be kind"},{"role":"user","content":[{"type":"text","text":"Hello there"}]},{"role":"assistant","content":"Yes","tool_calls":[{"id":"t1","name":"look","arguments":{"at":[1,2]}}]},{"role":"tool","tool_call_id":"t1","content":"seen"},{"role":"user","content":"And now"}],"tools":[{"name":"look","description":"Looks","parameters":{"type":"object","properties":{"at":{"type":"array","items":{"type":"integer"}}}}}],"tool_choice":"auto","config":{"model_name":"MODEL"},"stream":true}"""));
        all.put("/v1/chat/completions", List.of("""
                {"model":"MODEL","messages":[{"role":"system","content":"Be kind"},{"role":"user","content":"Hello there"}],"temperature":0.5,"max_completion_tokens":50,"stop":["x"],"n":1,"seed":7,"user":"u","metadata":{"a":"b"}}""", """
                {"model":"MODEL","messages":[{"role":"user","content":[{"type":"text","text":"Hello"},{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}}]},{"role":"assistant","content":null,"tool_calls":[{"id":"t1","type":"function","function":{"name":"look","arguments":"{\\"at\\":1}"}}]},{"role":"tool","tool_call_id":"t1","content":"seen"},{"role":"user","content":"Hello there"}],"tools":[{"type":"function","function":{"name":"look","strict":true,"parameters":{"type":"object","properties":{"at":{"type":"integer"}},"required":["at"],"additionalProperties":false}}}],"tool_choice":{"type":"function","function":{"name":"look"}},"parallel_tool_calls":false,"stream":true,"stream_options":{"include_usage":true}}""", """
                {"model":"MODEL","messages":[{"role":"user","content":"Hello there"}],"response_format":{"type":"json_schema","json_schema":{"name":"a","strict":true,"schema":{"type":"object","properties":{"b":{"type":"string","enum":["c"]}}}}}}"""));
        all.put("/v1/responses", List.of("""
                {"model":"MODEL","input":"Hello there","instructions":"Be kind","max_output_tokens":50,"temperature":0.5,"store":false,"reasoning":{"effort":"low","summary":"auto"},"text":{"format":{"type":"text"}}}""", """
                {"model":"MODEL","input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"Hello"}]},{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"abc"},{"type":"function_call","call_id":"t1","name":"look","arguments":"{\\"at\\":1}"},{"type":"function_call_output","call_id":"t1","output":"seen"},{"role":"user","content":"Hello there"}],"tools":[{"type":"function","name":"look","parameters":{"type":"object","properties":{}},"strict":false}],"stream":true,"include":["reasoning.encrypted_content"]}"""));
        all.put("/v1/messages", List.of("""
                {"model":"MODEL","max_tokens":2000,"system":[{"type":"text","text":"Be kind","cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":"Hello there"}],"temperature":0.5,"stop_sequences":["x"],"thinking":{"type":"enabled","budget_tokens":1024},"metadata":{"user_id":"u"}}""", """
                {"model":"MODEL","max_tokens":50,"messages":[{"role":"user","content":[{"type":"text","text":"Hello"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgo="}}]},{"role":"assistant","content":[{"type":"thinking","thinking":"Let me see","signature":"abc"},{"type":"tool_use","id":"t1","name":"look","input":{"at":1}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":[{"type":"text","text":"seen"}]},{"type":"text","text":"Hello there"}]}],"tools":[{"name":"look","input_schema":{"type":"object","properties":{"at":{"type":"integer"}}}}],"tool_choice":{"type":"tool","name":"look"},"stream":true}"""));
        all.put("/v1/messages/count_tokens", List.of("""
                {"model":"MODEL","system":"Be kind","messages":[{"role":"user","content":"Hello there"}]}"""));
        all.put("/v1/embeddings", List.of("""
                {"model":"MODEL","input":["Hello","there"],"dimensions":3,"encoding_format":"base64","user":"u"}""", """
                {"model":"MODEL","input":"Hello there"}"""));
        all.put("/v1/completions", List.of("""
                {"model":"MODEL","prompt":["Hello there"],"suffix":"","echo":false,"n":1,"best_of":1,"max_tokens":50,"temperature":0.5,"stop":"x"}"""));
        all.put("/v1beta/models/MODEL:generateContent", List.of("""
                {"systemInstruction":{"parts":[{"text":"Be kind"}]},"contents":[{"role":"user","parts":[{"text":"Hello"},{"inline_data":{"mime_type":"image/png","data":"iVBORw0KGgo="}}]},{"role":"model","parts":[{"text":"Let me see","thought":true},{"functionCall":{"id":"t1","name":"look","args":{"at":1}},"thoughtSignature":"c2ln"}]},{"role":"user","parts":[{"functionResponse":{"name":"look","response":{"output":"seen"}}}]}],"tools":[{"functionDeclarations":[{"name":"look","parameters":{"type":"OBJECT","properties":{"at":{"type":"INTEGER","nullable":true}}}}]}],"toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["look"]}},"generationConfig":{"temperature":0.5,"topK":5,"thinkingConfig":{"thinkingBudget":1024},"responseMimeType":"application/json","responseSchema":{"type":"OBJECT"}}}"""));
        all.put("/v1beta/models/MODEL:batchEmbedContents", List.of("""
                {"requests":[{"model":"models/MODEL","content":{"parts":[{"text":"Hello"}]},"outputDimensionality":3},{"content":{"parts":{"text":"there"}},"outputDimensionality":3}]}"""));
        all.put("/api/chat", List.of("""
                {"model":"MODEL","stream":false,"messages":[{"role":"system","content":"Be kind"},{"role":"user","content":"Hello","images":["iVBORw0KGgoAAAANSUhEUg=="]},{"role":"assistant","content":"","thinking":"Let me see","tool_calls":[{"function":{"name":"look","arguments":{"at":1}}}]},{"role":"tool","tool_name":"look","content":"seen"}],"tools":[{"type":"function","function":{"name":"look","parameters":{"type":"object"}}}],"options":{"num_predict":50,"num_ctx":4096,"stop":["x"]},"format":{"type":"object"},"think":true,"keep_alive":"5m"}"""));
        all.put("/api/generate", List.of("""
                {"model":"MODEL","stream":false,"prompt":"Hello there","system":"Be kind","suffix":"","context":[],"raw":false,"format":"json"}"""));
        return all;
    }

    private final StubProvider stub = new StubProvider();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Map<String, LLMServer> servers = new LinkedHashMap<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Mutator mutator;
    private final LogWatch log = new LogWatch();

    RequestsTarget() {
        List<Tree> documents = new ArrayList<>();
        BODIES.values()
                .forEach(list -> list.forEach(
                        body -> documents.add(Tree.of(Json.read(body).raw()))));
        mutator = new Mutator(documents);
        serve("mock", LLMAdapters.create("mock", AdapterSettings.of(Map.of())));
        for (Formats format : Formats.values()) {
            serve(format.name(), format.adapter(stub.url()));
        }
    }

    private void serve(String name, LLMAdapter adapter) {
        LLMServer server = new LLMServer(adapter, 0);
        server.start();
        servers.put(name, server);
        opened.add(server);
        opened.add(adapter::close);
    }

    @Override
    public void tryOne(Choices choices) {
        String path = choices.of(List.copyOf(BODIES.keySet()));
        String seed = choices.of(BODIES.get(path));
        boolean isMock = choices.once(3);
        Optional<Formats> format = isMock ? Optional.empty() : Optional.of(choices.of(List.of(Formats.values())));
        String model = format.map(it -> it.model).orElse("mock/echo");
        byte[] body = mutator.mutate(
                        Tree.of(Json.read(seed.replace("MODEL", model)).raw()), choices)
                .written()
                .getBytes(StandardCharsets.UTF_8);
        if (choices.once(25)) {
            body = Arrays.copyOf(body, choices.below(body.length + 1));
        } else if (choices.once(25) && body.length > 0) {
            body[choices.below(body.length)] = (byte) choices.below(256);
        }
        String sent = new String(body, StandardCharsets.UTF_8);
        boolean streaming = sent.contains("\"stream\":true");
        format.ifPresent(it -> stub.answers(
                200,
                streaming ? it.framing.contentType() : "application/json",
                streaming ? it.framing.body(it.events) : it.whole.getBytes(StandardCharsets.UTF_8)));
        stub.forget();
        try {
            HttpResponse<String> response =
                    post(servers.get(format.map(Enum::name).orElse("mock")), path.replace("MODEL", model), body);
            check(response, path, sent, isMock);
            log.check();
        } catch (Finding e) {
            throw new Finding(
                    e.getMessage() + "\n" + path + " for "
                            + format.map(Enum::name).orElse("mock") + ":\n" + sent,
                    e);
        }
    }

    private HttpResponse<String> post(LLMServer server, String path, byte[] body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(TIMEOUT)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new Finding("no answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Finding("interrupted", e);
        }
    }

    private void check(HttpResponse<String> response, String path, String sent, boolean isMock) {
        String body = response.body();
        if (body.contains(INTERNAL) || body.contains("internal_error")) {
            throw new Finding("internal_error: " + body);
        }
        boolean isStream =
                response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
        List<JsonNode> told = new ArrayList<>();
        if (isStream) {
            body.lines()
                    .filter(line -> line.startsWith("data: ") && !line.equals("data: [DONE]"))
                    .forEach(line -> told.add(json(line.substring(6))));
        } else if (response.headers().firstValue("Content-Type").orElse("").endsWith("ndjson")) {
            body.lines().forEach(line -> told.add(json(line)));
        } else {
            told.add(json(body));
        }
        if (response.statusCode() >= 400 && body.replace("\\/", "/").contains(Mutator.KEY)) {
            throw new Finding("an error tells the key: " + body);
        }
        if (response.statusCode() == 200 && !isStream) {
            answersWhatWasAsked(path, sent, told.get(0), isMock);
        }
    }

    private static JsonNode json(String text) {
        try {
            return Json.read(text);
        } catch (JsonException e) {
            throw new Finding("an answer that is not JSON: " + text, e);
        }
    }

    private void answersWhatWasAsked(String path, String sent, JsonNode answer, boolean isMock) {
        JsonNode asked;
        try {
            asked = Json.read(sent);
        } catch (JsonException e) {
            throw new Finding("a body that is not JSON is answered with 200: " + answer);
        }
        Optional<String> prompt =
                switch (path) {
                    case "/execute" -> asked.filled("prompt");
                    case "/v1/responses" -> asked.filled("input");
                    case "/v1/chat/completions", "/v1/messages" -> lastUserText(asked);
                    default -> Optional.empty();
                };
        if (prompt.isEmpty()) {
            return;
        }
        if (!isMock) {
            String received = new String(stub.received(), StandardCharsets.UTF_8);
            JsonNode outgoing = json(received);
            if (!Tree.of(outgoing.raw()).slots().stream()
                    .anyMatch(slot -> slot.value instanceof String text
                            && text.contains(prompt.get().strip()))) {
                throw new Finding("the prompt is not in what was sent to the provider: " + received);
            }
        } else if ("mock/echo"
                        .equals(asked.textOrEmpty("model") + asked.get("config").textOrEmpty("model_name"))
                && !asked.has("tools")
                && !asked.has("stop")
                && !asked.has("stop_sequences")
                && !Tree.of(answer.raw()).slots().stream()
                        .anyMatch(slot -> prompt.get().equals(slot.value))
                && !answer.toString().contains("length")
                && !sent.contains("response_format")
                && !sent.contains("\"format\"")
                && !sent.contains("max_")) {
            throw new Finding("the echo of \"" + prompt.get() + "\" is " + Json.text(answer.raw()));
        }
    }

    private static Optional<String> lastUserText(JsonNode asked) {
        List<JsonNode> messages = asked.items("messages");
        if (messages.isEmpty()
                || !messages.get(messages.size() - 1).textOrEmpty("role").equals("user")) {
            return Optional.empty();
        }
        return messages.get(messages.size() - 1).filled("content");
    }

    @Override
    public void close() {
        for (AutoCloseable each : opened) {
            try {
                each.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        stub.close();
        log.close();
    }
}
