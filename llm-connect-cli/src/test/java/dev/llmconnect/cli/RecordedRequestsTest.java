package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.server.LLMServer;
import dev.llmconnect.spi.AdapterSettings;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;

/**
 * Requests that clients sent to their providers, sent through the endpoint of their format: a provider of the same format gets what the
 * client said, one of another format gets a request. Prints what differs and what is refused, most frequent first.
 */
class RecordedRequestsTest {
    private static final Path RECORDINGS = Path.of(System.getProperty("llmconnect.shared", "../../shared"), "corpus");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** What the server says itself. */
    private static final Set<String> OWN = Set.of(".model", ".stream", ".stream_options", ".anthropic_version");

    private record Sent(String name, JsonNode body) {}

    private record Target(String provider, String model, List<String> settings) {}

    private static final Target CHAT = new Target("openai-compatible", "some-model", List.of());
    private static final Target RESPONSES = new Target("openai-responses", "gpt-5-mini", List.of());
    private static final Target MESSAGES = new Target("anthropic", "claude-sonnet-4-5", List.of());
    private static final List<Target> ALL = List.of(
            CHAT,
            new Target("openai", "gpt-5-mini", List.of()),
            RESPONSES,
            MESSAGES,
            new Target("gemini", "gemini-2.5-flash", List.of()),
            new Target("bedrock", "anthropic.claude-sonnet-4-5-20250929-v1:0", List.of()),
            new Target("mistral", "mistral-medium-latest", List.of()),
            new Target("cohere", "command-a-reasoning-08-2025", List.of()),
            new Target("ollama", "qwen3", List.of()));

    /** Least part of the recordings of a format that a provider of any other takes. */
    private static final double TAKEN = 0.7;

    /** A provider that keeps what arrives and answers nothing. */
    private static final class Stub implements AutoCloseable {
        final MockWebServer server = new MockWebServer();
        final BlockingQueue<String> arrived = new LinkedBlockingQueue<>();

        Stub() throws IOException {
            server.setDispatcher(new Dispatcher() {
                @Override
                public MockResponse dispatch(RecordedRequest request) {
                    arrived.add(
                            request.getBody() == null ? "" : request.getBody().utf8());
                    return new MockResponse.Builder()
                            .code(404)
                            .setHeader("Content-Type", "application/json")
                            .body("{\"error\":{\"message\":\"the stub answers nothing\"}}")
                            .build();
                }
            });
            server.start();
        }

        @Override
        public void close() {
            server.close();
        }
    }

    @Test
    void aChatRequestReachesAProviderOfChatCompletionsAsItWasSaid() throws Exception {
        assertThat(differences("/v1/chat/completions", sent("openai-chat"), CHAT)
                        .keySet())
                .isSubsetOf(
                        // A role that few servers know.
                        ".messages[].role is another value",
                        // What the recorded provider refused as well.
                        "refused: Invalid 'temperature': expected a value <= N.",
                        "refused: Missing required parameter: 'messages[N].content[N].type'.",
                        "refused: Missing required parameter: 'tool_choice.type'.");
    }

    @Test
    void aResponsesRequestReachesAProviderOfResponsesAsItWasSaid() throws Exception {
        assertThat(differences("/v1/responses", sent("openai-responses"), RESPONSES)
                        .keySet())
                .isSubsetOf("refused: a request needs at least one message");
    }

    @Test
    void aMessagesRequestReachesAProviderOfMessagesAsItWasSaid() throws Exception {
        assertThat(differences("/v1/messages", sent("anthropic-messages"), MESSAGES))
                .isEmpty();
    }

    @Test
    void whatNobodyHereKnowsReachesTheSameFormatAtItsPlace() throws Exception {
        assertThat(differences("/v1/chat/completions", List.of(strange("""
                {"model":"m","n":1,"temperature":0.0,"logprobs":false,"response_format":{"type":"text"},"brand_new":[{"a":null}],
                 "messages":[{"role":"system","content":[{"type":"text","text":"S","new":1}]},
                  {"role":"user","content":[{"type":"text","text":"A"},{"type":"text","text":""},
                    {"type":"image_url","image_url":{"url":"data:image/jpg;base64,/9j/AAAA","new":2}}]},
                  {"role":"assistant","content":"","reasoning_content":"R","new":{"b":[]},
                   "tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{ \\"x\\" : 1.0 }","new":3}},
                                 {"id":"c2","type":"function","function":{"name":"g","arguments":""}}]},
                  {"role":"tool","tool_call_id":"c1","content":[{"type":"text","text":"one"}],"name":"f"},
                  {"role":"tool","tool_call_id":"c2","content":"two"}],
                 "tools":[{"type":"brand_new","x":1},{"type":"function","function":{"name":"f","description":"","new":4}},
                          {"type":"custom","custom":{"name":"g"}},{"type":"function","function":{"name":"h","parameters":{}}}]}""")), CHAT))
                .isEmpty();
        assertThat(differences("/v1/responses", List.of(strange("""
                {"model":"m","store":false,"previous_response_id":"resp_1","instructions":"I","include":[],"brand_new":{"x":1},
                 "text":{"format":{"type":"text"}},
                 "input":[{"type":"function_call_output","call_id":"c0","output":"of a stored turn"},
                  {"type":"message","role":"developer","content":[{"type":"input_text","text":"D"}]},
                  {"role":"user","content":[{"type":"input_text","text":"A"}]},
                  {"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"E","status":null},
                  {"type":"function_call","id":"fc_1","call_id":"c1","name":"f","arguments":"{}","status":"completed"},
                  {"type":"brand_new_call","id":"x","call_id":"c2"},
                  {"type":"brand_new_call_output","call_id":"c2","output":[]},
                  {"type":"function_call_output","id":"o","call_id":"c1","output":[{"type":"input_text","text":"one"}]},
                  {"type":"message","id":"msg_1","role":"assistant","status":"completed","phase":"commentary",
                   "content":[{"type":"output_text","text":"B","annotations":[],"logprobs":[]}]},
                  {"type":"item_reference","id":"msg_2"},{"role":"user","content":"C"}],
                 "tools":[{"type":"web_search"},{"type":"function","name":"f","parameters":{"type":"object"},"strict":null},
                          {"type":"namespace","name":"n","tools":[{"type":"function","name":"f"}]}]}"""), strange("""
                {"model":"m","input":"Only text"}""")), RESPONSES))
                .isEmpty();
        assertThat(differences("/v1/messages", List.of(strange("""
                {"model":"claude-sonnet-4-5","max_tokens":100,"system":[{"type":"text","text":"S","cache_control":{"type":"ephemeral"}}],
                 "brand_new":true,"output_format":{"type":"json_schema","schema":{"type":"object"}},
                 "messages":[{"role":"user","content":[{"type":"text","text":"A"}]},
                  {"role":"assistant","content":[{"type":"thinking","thinking":"T","signature":"s"},{"type":"brand_new","x":1},
                   {"type":"tool_use","id":"c1","name":"f","input":{}},{"type":"tool_use","id":"c2","name":"f","input":{"n":1.50}}]},
                  {"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":[{"type":"text","text":"one"}],"is_error":false},
                   {"type":"tool_result","tool_use_id":"c2"},{"type":"text","text":"and","cache_control":{"type":"ephemeral"}},
                   {"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgo="}}]}],
                 "tools":[{"type":"web_search_20250305","name":"web_search"},
                          {"type":"custom","name":"f","description":"","input_schema":{"type":"object"},"new":1}]}""")), MESSAGES)).isEmpty();
    }

    private static Sent strange(String body) {
        return new Sent("strange", Json.read(body));
    }

    @Test
    void mostAreTakenByProvidersOfEveryFormat() throws Exception {
        Map<String, List<Sent>> all = Map.of(
                "/v1/chat/completions", sent("openai-chat"),
                "/v1/responses", sent("openai-responses"),
                "/v1/messages", sent("anthropic-messages"));
        Map<String, List<String>> refused = new TreeMap<>();
        ExecutorService threads = Executors.newFixedThreadPool(ALL.size());
        try {
            List<Callable<Void>> pairs = new ArrayList<>();
            all.forEach((path, requests) -> ALL.forEach(target -> pairs.add(() -> {
                double taken = taken(path, requests, target, refused);
                assertThat(taken / requests.size())
                        .as(path + " to " + target.provider())
                        .isGreaterThan(TAKEN);
                return null;
            })));
            for (Future<Void> pair : threads.invokeAll(pairs)) {
                pair.get();
            }
        } finally {
            threads.shutdownNow();
        }
        print(refused);
    }

    /** What arrives otherwise than it was sent, by kind. */
    private static Map<String, List<String>> differences(String path, List<Sent> all, Target target) throws Exception {
        Map<String, List<String>> kinds = new TreeMap<>();
        int whole = 0;
        try (Stub stub = new Stub();
                LLMAdapter adapter = adapter(target, stub);
                LLMServer server = new LLMServer(adapter, 0)) {
            server.start();
            for (Sent sent : all) {
                int before = kinds.values().stream().mapToInt(List::size).sum();
                String answer = call(server, path, sent.body(), null);
                String body = stub.arrived.poll();
                if (body == null) {
                    note(kinds, "refused: " + reason(answer), sent.name());
                } else {
                    compare("", sent.body(), Json.read(body), sent.name(), kinds);
                }
                whole += kinds.values().stream().mapToInt(List::size).sum() == before ? 1 : 0;
            }
        }
        System.out.println(path + " to " + target.provider() + ": " + whole + " of " + all.size() + " whole");
        print(kinds);
        return kinds;
    }

    private static int taken(String path, List<Sent> all, Target target, Map<String, List<String>> refused)
            throws Exception {
        int taken = 0;
        try (Stub stub = new Stub();
                LLMAdapter adapter = adapter(target, stub);
                LLMServer server = new LLMServer(adapter, 0)) {
            server.start();
            for (Sent sent : all) {
                String answer = call(server, path, sent.body(), target.model());
                if (stub.arrived.poll() != null) {
                    taken++;
                } else {
                    synchronized (refused) {
                        note(refused, reason(answer), path + " to " + target.provider() + " " + sent.name());
                    }
                }
            }
        }
        System.out.println(path + " to " + target.provider() + ": " + taken + " of " + all.size() + " taken");
        return taken;
    }

    private static LLMAdapter adapter(Target target, Stub stub) {
        AdapterSettings all = AdapterSettings.of(Map.of())
                .with("base_url", stub.server.url("/").toString().replaceAll("/$", ""));
        boolean hasKey = LLMAdapters.installed().provider(target.provider()).settings().stream()
                .anyMatch(setting -> setting.name().equals("api_key"));
        if (hasKey) {
            all = all.with("api_key", "canary-recorded-requests");
        }
        for (String setting : target.settings()) {
            all = all.with(setting, "some-thing1");
        }
        return LLMAdapters.create(target.provider(), all);
    }

    private static String call(LLMServer server, String path, JsonNode body, String model) throws Exception {
        Map<String, Object> sent = new LinkedHashMap<>(body.object());
        if (model != null) {
            sent.put("model", model);
        }
        return HTTP.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                                .header("anthropic-version", "2023-06-01")
                                .POST(HttpRequest.BodyPublishers.ofString(Json.text(sent)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static String reason(String answer) {
        JsonNode error = Json.read(answer).get("error");
        return error.textOrEmpty("message").replaceAll("\\d+", "N");
    }

    private static List<Sent> sent(String wire) throws IOException {
        assumeThat(RECORDINGS).as("the recordings").isDirectory();
        try (Stream<Path> files = Files.list(RECORDINGS.resolve(wire))) {
            List<Sent> all = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                JsonNode body =
                        Json.read(Files.readAllBytes(file)).get("request").get("body");
                if (body.isObject() && body.has("model")) {
                    all.add(new Sent(wire + "/" + file.getFileName(), body));
                }
            }
            return all;
        }
    }

    /** {@code null} says nothing. */
    private static void compare(
            String path, JsonNode sent, JsonNode got, String name, Map<String, List<String>> kinds) {
        if (OWN.contains(path)) {
            return;
        }
        if (sent.isObject() && got.isObject()) {
            sent.object()
                    .forEach((key, value) -> compare(path + "." + key, JsonNode.of(value), got.get(key), name, kinds));
            got.object().forEach((key, value) -> {
                if (value != null && !sent.has(key) && !OWN.contains(path + "." + key)) {
                    note(kinds, path + "." + key + " was added", name);
                }
            });
        } else if (sent.isArray() && got.isArray()) {
            if (sent.items().size() != got.items().size()) {
                note(kinds, path + " has another size", name);
                return;
            }
            for (int i = 0; i < sent.items().size(); i++) {
                compare(path + "[]", sent.at(i), got.at(i), name, kinds);
            }
        } else if (sent.exists() && !got.exists()) {
            note(kinds, path + " is lost", name);
        } else if (sent.isNumber() && got.isNumber()) {
            BigDecimal number = sent.decimal().orElseThrow();
            if (got.decimal().orElseThrow().compareTo(number) != 0) {
                note(kinds, path + " is another number", name);
            }
        } else if (sent.exists() && !sent.equals(got)) {
            note(kinds, path + " is another value", name);
        }
    }

    private static void note(Map<String, List<String>> kinds, String kind, String name) {
        kinds.computeIfAbsent(kind, key -> new ArrayList<>()).add(name);
    }

    private static void print(Map<String, List<String>> kinds) {
        kinds.entrySet().stream()
                .sorted((one, other) -> other.getValue().size() - one.getValue().size())
                .forEach(kind -> System.out.println("  " + kind.getValue().size() + " " + kind.getKey() + " "
                        + kind.getValue().get(0)));
    }
}
