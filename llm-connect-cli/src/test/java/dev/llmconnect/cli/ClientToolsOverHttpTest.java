package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tools of OpenAI's formats that are no plain functions, in front of providers of other formats. */
class ClientToolsOverHttpTest {
    private static final String PATCH = "*** Begin Patch\n+\"é\" \\ \t☃\n*** End Patch";
    private static final String CUSTOM = """
            {"type":"custom","name":"apply_patch","description":"Edits files.",
             "format":{"type":"grammar","syntax":"lark","definition":"start: begin_patch hunk+"}}""";
    private static final String NAMESPACE = """
            {"type":"namespace","name":"mcp__files","description":"Files","tools":[
             {"type":"function","name":"read","description":"Reads a file.","defer_loading":true,
              "parameters":{"type":"object","properties":{"path":{"type":"string"}}}},
             {"type":"function","name":"write","parameters":{"type":"object","properties":{}}}]}""";
    private static final String QUESTION = "{\"role\":\"user\",\"content\":\"Hi\"}";

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
        String variable = provider.toUpperCase(Locale.ROOT).replace('-', '_');
        return new Gateway(Map.of(
                "LLM_CONNECT_PROVIDER",
                provider,
                provider.startsWith("openai") ? "OPENAI_API_KEY" : variable + "_API_KEY",
                "canary-client-tools-key",
                "LLM_CONNECT_" + variable + "_BASE_URL",
                stub.url("/v1").toString()));
    }

    private HttpResponse<String> ask(String provider, String path, String fields) throws Exception {
        try (Gateway gateway = gateway(provider)) {
            return gateway.post(path, "{\"model\":\"m\"," + fields + "}");
        }
    }

    private JsonNode answer(String provider, String path, String fields) throws Exception {
        HttpResponse<String> response = ask(provider, path, fields);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.read(response.body());
    }

    private List<JsonNode> events(String provider, String path, String fields) throws Exception {
        HttpResponse<String> response = ask(provider, path, "\"stream\":true," + fields);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        List<JsonNode> events = new ArrayList<>();
        for (String line : response.body().split("\n", -1)) {
            if (line.startsWith("data: {")) {
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

    private static String quoted(String text) {
        return Json.text(text);
    }

    /** An answer of this provider that calls a tool. */
    private static String calling(String provider, String name, String arguments) {
        return switch (provider) {
            case "anthropic" -> """
                {"id":"m1","model":"m","stop_reason":"tool_use","usage":{"input_tokens":1,"output_tokens":1},
                 "content":[{"type":"tool_use","id":"c1","name":"%s","input":%s}]}""".formatted(name, arguments);
            case "gemini" -> """
                {"candidates":[{"finishReason":"STOP","content":{"role":"model","parts":[
                  {"functionCall":{"id":"c1","name":"%s","args":%s}}]}}]}""".formatted(name, arguments);
            case "ollama" -> """
                {"model":"m","done":true,"done_reason":"stop","message":{"role":"assistant","content":"",
                 "tool_calls":[{"function":{"name":"%s","arguments":%s}}]}}""".formatted(name, arguments);
            case "cohere" -> """
                {"id":"x","finish_reason":"TOOL_CALL","message":{"role":"assistant","tool_calls":[
                 {"id":"c1","type":"function","function":{"name":"%s","arguments":%s}}]}}""".formatted(name, quoted(arguments));
            default -> """
                {"model":"m","choices":[{"finish_reason":"tool_calls","message":{"role":"assistant","content":null,
                 "tool_calls":[{"id":"c1","type":"function","function":{"name":"%s","arguments":%s}}]}}]}""".formatted(name, quoted(arguments));
        };
    }

    private static JsonNode item(JsonNode response, String type) {
        return response.items("output").stream()
                .filter(item -> item.textOrEmpty("type").equals(type))
                .findFirst()
                .orElseThrow(() -> new AssertionError(String.valueOf(response.raw())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini", "mistral", "cohere", "ollama"})
    void aCustomToolIsAFunctionWithOneText(String provider) throws Exception {
        answers(calling(provider, "apply_patch", "{\"input\":" + quoted(PATCH) + "}"));
        JsonNode answer = answer(provider, "/v1/responses", "\"input\":\"Hi\",\"tools\":[" + CUSTOM + "]");

        assertThat(Json.text(asked().raw())).contains("apply_patch", "Edits files.", "start: begin_patch hunk+");
        JsonNode call = item(answer, "custom_tool_call");
        assertThat(call.textOrEmpty("input")).isEqualTo(PATCH);
        assertThat(call.textOrEmpty("name")).isEqualTo("apply_patch");
        assertThat(call.textOrEmpty("call_id")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini", "mistral", "cohere", "ollama"})
    void aCustomCallInTheHistoryIsACallOfThatFunction(String provider) throws Exception {
        answers(calling(provider, "apply_patch", "{\"input\":\"x\"}"));
        answer(
                provider,
                "/v1/responses",
                "\"input\":[" + QUESTION
                        + ",{\"type\":\"custom_tool_call\",\"call_id\":\"c0\",\"name\":\"apply_patch\",\"input\":"
                        + quoted(PATCH)
                        + "},{\"type\":\"custom_tool_call_output\",\"call_id\":\"c0\",\"output\":\"Done!\"}],"
                        + "\"tools\":[" + CUSTOM + "]");

        String sent = Json.text(asked().raw());
        String arguments = Json.text(Map.of("input", PATCH));
        assertThat(sent.contains(arguments) || sent.contains(quoted(arguments)))
                .as(sent)
                .isTrue();
        assertThat(sent).contains("Done!").doesNotContain("\"custom\"");
    }

    @Test
    void aCustomToolsTextStreamsAsItIsWritten() throws Exception {
        String arguments = "{\"input\":" + quoted(PATCH) + "}";
        StringBuilder body = new StringBuilder();
        String before = "{\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":";
        body.append("data: ").append(before).append("""
                {"role":"assistant","tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"apply_patch","arguments":""}}]}}]}""");
        for (int i = 0; i < arguments.length(); i += 3) {
            String piece = arguments.substring(i, Math.min(i + 3, arguments.length()));
            body.append("\n\ndata: ")
                    .append(before)
                    .append("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":");
            body.append(quoted(piece)).append("}}]}}]}");
        }
        body.append("\n\ndata: ").append(before).append("{},\"finish_reason\":\"tool_calls\"}]}\n\ndata: [DONE]\n\n");
        for (int i = 0; i < 2; i++) {
            stub.enqueue(new MockResponse.Builder()
                    .setHeader("Content-Type", "text/event-stream")
                    .body(body.toString())
                    .build());
        }
        List<JsonNode> events = events("openai", "/v1/responses", "\"input\":\"Hi\",\"tools\":[" + CUSTOM + "]");
        List<JsonNode> deltas = events.stream()
                .filter(event -> event.textOrEmpty("type").equals("response.custom_tool_call_input.delta"))
                .toList();
        assertThat(deltas).hasSizeGreaterThan(10);
        assertThat(deltas.stream().map(delta -> delta.textOrEmpty("delta")).collect(Collectors.joining()))
                .isEqualTo(PATCH);
        JsonNode response = events.get(events.size() - 1).get("response");
        assertThat(item(response, "custom_tool_call").textOrEmpty("input")).isEqualTo(PATCH);

        String chatTool = """
                {"type":"custom","custom":{"name":"apply_patch","format":{"type":"grammar","grammar":{"syntax":"lark","definition":"d"}}}}""";
        stub.takeRequest();
        List<JsonNode> same = events(
                "openai", "/v1/chat/completions", "\"messages\":[" + QUESTION + "],\"tools\":[" + chatTool + "]");
        assertThat(asked().get("tools").at(0)).isEqualTo(Json.read(chatTool));
        assertThat(same).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic", "gemini", "openai-responses"})
    void aCustomToolOfChatCompletionsIsAFunctionElsewhere(String provider) throws Exception {
        String tools =
                "\"tools\":[{\"type\":\"custom\",\"custom\":{\"name\":\"apply_patch\",\"description\":\"Edits files.\"}}],"
                        + "\"tool_choice\":{\"type\":\"custom\",\"custom\":{\"name\":\"apply_patch\"}}";
        String history =
                "{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c0\",\"type\":\"custom\",\"custom\":{\"name\":\"apply_patch\","
                        + "\"input\":\"first\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"c0\",\"content\":\"Done!\"}";
        answers(
                provider.equals("openai-responses")
                        ? "{\"id\":\"r\",\"status\":\"completed\",\"model\":\"m\",\"output\":[{\"type\":\"function_call\",\"id\":\"f\","
                                + "\"call_id\":\"c1\",\"name\":\"apply_patch\",\"arguments\":\"{\\\"input\\\":\\\"x\\\"}\"}]}"
                        : calling(provider, "apply_patch", "{\"input\":\"x\"}"));
        JsonNode answer =
                answer(provider, "/v1/chat/completions", "\"messages\":[" + QUESTION + "," + history + "]," + tools);

        JsonNode call =
                answer.get("choices").at(0).get("message").get("tool_calls").at(0);
        assertThat(call.textOrEmpty("type")).isEqualTo("custom");
        assertThat(call.get("custom")).isEqualTo(Json.read("{\"name\":\"apply_patch\",\"input\":\"x\"}"));
        String sent = Json.text(asked().raw());
        assertThat(sent).contains("first", "Done!", "Edits files.").doesNotContain("\"custom\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini"})
    void theToolsOfANamespaceAreFunctionsAndComeBackUnderIt(String provider) throws Exception {
        answers(calling(provider, "mcp__files__read", "{\"path\":\"b\"}"));
        JsonNode answer = answer(
                provider,
                "/v1/responses",
                "\"input\":[" + QUESTION
                        + ",{\"type\":\"function_call\",\"call_id\":\"c0\",\"namespace\":\"mcp__files\","
                        + "\"name\":\"read\",\"arguments\":\"{\\\"path\\\":\\\"a\\\"}\"},"
                        + "{\"type\":\"function_call_output\",\"call_id\":\"c0\",\"output\":\"text of a\"}],"
                        + "\"tools\":[{\"type\":\"function\",\"name\":\"read\",\"parameters\":{\"type\":\"object\"}},"
                        + NAMESPACE
                        + ",{\"type\":\"tool_search\"}]");

        String sent = Json.text(asked().raw());
        assertThat(sent).contains("\"read\"", "mcp__files__read", "mcp__files__write", "Reads a file.", "text of a");
        JsonNode call = item(answer, "function_call");
        assertThat(call.textOrEmpty("namespace")).isEqualTo("mcp__files");
        assertThat(call.textOrEmpty("name")).isEqualTo("read");
        assertThat(answer.get("llm_connect").get("dropped_params"))
                .isEqualTo(Json.read("[\"tools.tool_search\",\"defer_loading\"]"));
    }

    @Test
    void aNamespacesToolsHaveNamesOfTheirOwnThatAreShortEnough() throws Exception {
        String longName = "mcp__" + "x".repeat(70);
        answers(calling("openai", "nothing", "{}"));
        answer(
                "openai",
                "/v1/responses",
                "\"input\":\"Hi\",\"tools\":[{\"type\":\"function\",\"name\":\"a__b\"},"
                        + "{\"type\":\"namespace\",\"name\":\"a\",\"tools\":[{\"type\":\"function\",\"name\":\"b\"}]},"
                        + "{\"type\":\"namespace\",\"name\":\"" + longName
                        + "\",\"tools\":[{\"type\":\"function\",\"name\":\"b\"},"
                        + "{\"type\":\"function\",\"name\":\"c\"}]}]");

        List<String> names = asked().items("tools").stream()
                .map(tool -> tool.get("function").textOrEmpty("name"))
                .toList();
        assertThat(names)
                .hasSize(4)
                .doesNotHaveDuplicates()
                .contains("a__b")
                .allMatch(name -> name.matches("[a-zA-Z0-9_-]{1,64}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini"})
    void shellsAndPatchesAreFunctionsAndComeBackAsTheirItems(String provider) throws Exception {
        String tools = ",\"tools\":[{\"type\":\"local_shell\"},{\"type\":\"shell\"},{\"type\":\"apply_patch\"}]";
        answers(calling(provider, "local_shell", "{\"command\":[\"ls\",\"-l\"]}"));
        JsonNode local = item(answer(provider, "/v1/responses", "\"input\":\"Hi\"" + tools), "local_shell_call");
        assertThat(local.get("action"))
                .isEqualTo(Json.read("{\"type\":\"exec\",\"command\":[\"ls\",\"-l\"],\"env\":{}}"));
        assertThat(Json.text(asked().raw())).contains("local_shell", "\"shell\"", "apply_patch", "create_file");

        answers(calling(provider, "apply_patch", "{\"type\":\"delete_file\",\"path\":\"a\"}"));
        String history = "\"input\":[" + QUESTION
                + ",{\"type\":\"shell_call\",\"id\":\"s\",\"call_id\":\"c0\",\"status\":\"completed\","
                + "\"action\":{\"commands\":[\"pwd\"]}},{\"type\":\"shell_call_output\",\"call_id\":\"c0\","
                + "\"output\":[{\"stdout\":\"/home/me\",\"stderr\":\"\",\"outcome\":{\"type\":\"exit\",\"exit_code\":0}}]}]";
        JsonNode patch = item(answer(provider, "/v1/responses", history + tools), "apply_patch_call");
        assertThat(patch.get("operation")).isEqualTo(Json.read("{\"type\":\"delete_file\",\"path\":\"a\"}"));
        assertThat(Json.text(asked().raw())).contains("pwd", "/home/me");
    }

    @Test
    void theSameFormatGetsThemAsTheyWereSaid() throws Exception {
        String tools =
                "[" + CUSTOM + "," + NAMESPACE + ",{\"type\":\"function\",\"name\":\"f\"},{\"type\":\"local_shell\"}]";
        String input = "[" + QUESTION
                + ",{\"type\":\"custom_tool_call\",\"call_id\":\"c0\",\"name\":\"apply_patch\",\"input\":\"p\"},"
                + "{\"type\":\"custom_tool_call_output\",\"call_id\":\"c0\",\"output\":\"Done!\"},"
                + "{\"type\":\"function_call\",\"call_id\":\"c1\",\"namespace\":\"mcp__files\",\"name\":\"read\",\"arguments\":\"{}\"},"
                + "{\"type\":\"function_call_output\",\"call_id\":\"c1\",\"output\":\"text\"},"
                + "{\"type\":\"local_shell_call\",\"id\":\"l\",\"call_id\":\"c2\",\"status\":\"completed\",\"action\":{\"type\":\"exec\","
                + "\"command\":[\"ls\"],\"env\":{}}},{\"type\":\"local_shell_call_output\",\"id\":\"c2\",\"output\":\"files\"}]";
        answers(
                "{\"id\":\"r\",\"status\":\"completed\",\"model\":\"m\",\"output\":[{\"type\":\"function_call\",\"id\":\"f\","
                        + "\"call_id\":\"c3\",\"namespace\":\"mcp__files\",\"name\":\"read\",\"arguments\":\"{}\"}]}");
        JsonNode answer = answer("openai-responses", "/v1/responses", "\"input\":" + input + ",\"tools\":" + tools);

        JsonNode sent = asked();
        assertThat(sent.get("tools")).isEqualTo(Json.read(tools));
        assertThat(sent.get("input")).isEqualTo(Json.read(input));
        assertThat(item(answer, "function_call").textOrEmpty("namespace")).isEqualTo("mcp__files");
    }

    @Test
    void aToolThatOnlyItsProviderCanRunIsRefusedByName() throws Exception {
        HttpResponse<String> refused = ask(
                "anthropic",
                "/v1/responses",
                "\"input\":\"Hi\",\"tools\":[" + CUSTOM
                        + ",{\"type\":\"mcp\",\"server_label\":\"deepwiki\",\"server_url\":\"https://x\"},{\"type\":\"web_search\"}]");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("mcp `deepwiki`").doesNotContain("apply_patch", "web_search");
    }

    @Test
    void allowedToolsAreTheOnlyOnesAndMayBeForced() throws Exception {
        answers(calling("openai", "apply_patch", "{\"input\":\"x\"}"));
        answer(
                "openai",
                "/v1/responses",
                "\"input\":\"Hi\",\"tools\":[" + CUSTOM
                        + ",{\"type\":\"function\",\"name\":\"f\"},{\"type\":\"function\",\"name\":\"g\"}],"
                        + "\"tool_choice\":{\"type\":\"allowed_tools\",\"mode\":\"required\",\"tools\":[{\"type\":\"custom\",\"name\":\"apply_patch\"},"
                        + "{\"type\":\"function\",\"name\":\"g\"}]}");

        JsonNode sent = asked();
        assertThat(sent.items("tools").stream().map(tool -> tool.get("function").textOrEmpty("name")))
                .containsExactlyInAnyOrder("apply_patch", "g");
        assertThat(sent.textOrEmpty("tool_choice")).isEqualTo("required");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini", "ollama"})
    void legacyFunctionsAreToolsAndTheAnswerHasAFunctionCall(String provider) throws Exception {
        answers(calling(provider, "look", "{\"at\":\"it\"}"));
        JsonNode answer = answer(
                provider,
                "/v1/chat/completions",
                "\"messages\":[" + QUESTION
                        + ",{\"role\":\"assistant\",\"content\":null,\"function_call\":{\"name\":\"look\","
                        + "\"arguments\":\"{\\\"at\\\":\\\"this\\\"}\"}},{\"role\":\"function\",\"name\":\"look\",\"content\":\"seen\"}],"
                        + "\"functions\":[{\"name\":\"look\",\"description\":\"Looks.\",\"parameters\":{\"type\":\"object\"}}],"
                        + "\"function_call\":\"auto\"");

        JsonNode choice = answer.get("choices").at(0);
        assertThat(choice.textOrEmpty("finish_reason")).isEqualTo("function_call");
        assertThat(choice.get("message").has("tool_calls")).isFalse();
        assertThat(choice.get("message").get("function_call").textOrEmpty("name"))
                .isEqualTo("look");
        assertThat(Json.read(choice.get("message").get("function_call").textOrEmpty("arguments")))
                .isEqualTo(Json.read("{\"at\":\"it\"}"));
        String sent = Json.text(asked().raw());
        assertThat(sent)
                .contains("Looks.", "this", "seen")
                .doesNotContain("\"functions\"", "function_call\"", "\"role\":\"function\"");
    }

    @Test
    void legacyFunctionsStreamAsFunctionCalls() throws Exception {
        String before = "data: {\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":";
        stub.enqueue(new MockResponse.Builder()
                .setHeader("Content-Type", "text/event-stream")
                .body(before + """
                        {"role":"assistant","tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"look","arguments":""}}]}}]}

                        """ + before + """
                        {"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]}}]}

                        """ + before
                        + "{},\"finish_reason\":\"tool_calls\"}]}\n\ndata: [DONE]\n\n")
                .build());
        List<JsonNode> chunks = events(
                "openai",
                "/v1/chat/completions",
                "\"messages\":[" + QUESTION + "],\"functions\":[{\"name\":\"look\"}]");

        List<JsonNode> calls = chunks.stream()
                .map(chunk -> chunk.get("choices").at(0).get("delta").get("function_call"))
                .filter(JsonNode::exists)
                .toList();
        assertThat(calls.get(0).textOrEmpty("name")).isEqualTo("look");
        assertThat(calls.stream().map(call -> call.textOrEmpty("arguments")).collect(Collectors.joining()))
                .isEqualTo("{}");
        assertThat(chunks.stream().map(chunk -> chunk.get("choices").at(0).textOrEmpty("finish_reason")))
                .contains("function_call");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini", "mistral", "cohere", "ollama"})
    void stepsOfAnotherProvidersToolsAreLeftOutAndReported(String provider) throws Exception {
        answers(calling(provider, "f", "{}"));
        JsonNode answer = answer(
                provider,
                "/v1/responses",
                "\"input\":[" + QUESTION + ",{\"type\":\"web_search_call\",\"id\":\"ws\",\"status\":\"completed\"},"
                        + "{\"type\":\"tool_search_call\",\"id\":\"ts\",\"call_id\":\"t\",\"arguments\":{}},"
                        + "{\"type\":\"tool_search_output\",\"call_id\":\"t\",\"tools\":[]},"
                        + "{\"role\":\"assistant\",\"content\":\"It rains.\"},{\"role\":\"user\",\"content\":\"And now?\"}]");

        assertThat(Json.text(asked().raw()))
                .containsSubsequence("Hi", "It rains.", "And now?")
                .doesNotContain("_search");
        assertThat(Json.text(answer.get("llm_connect").get("dropped_params").raw()))
                .contains("messages.web_search_call", "messages.tool_search_call", "messages.tool_search_output");
    }
}
