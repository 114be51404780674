package dev.llmconnect.cli;

import static dev.llmconnect.cli.ProviderStub.dropped;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A search among deferred tools, asked for in the words of one format and run by a provider of another, or by the client. */
class ToolSearchOverHttpTest {
    private static final String MESSAGES = "/v1/messages";
    private static final String RESPONSES = "/v1/responses";
    private static final String CLAUDE = "claude-sonnet-4-5";
    private static final String GPT = "gpt-5.4";

    private static final String QUESTION = "{\"role\":\"user\",\"content\":\"Is it raining?\"}";
    private static final String SCHEMA = "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}";
    private static final String WEATHER =
            "{\"type\":\"function\",\"name\":\"weather\",\"description\":\"Tells the weather.\"," + "\"parameters\":"
                    + SCHEMA + ",\"strict\":false,\"defer_loading\":true}";
    private static final String ORDERS = "{\"type\":\"function\",\"name\":\"orders\",\"description\":\"Lists orders.\","
            + "\"parameters\":" + SCHEMA + ",\"defer_loading\":true}";
    private static final String CRM =
            "{\"type\":\"namespace\",\"name\":\"crm\",\"description\":\"Customers\",\"tools\":[" + ORDERS + "]}";
    private static final String OF_RESPONSES = "\"tools\":[" + WEATHER + "," + CRM + ",{\"type\":\"tool_search\"}]";

    private static final String OF_MESSAGES = "\"tools\":[{\"type\":\"tool_search_tool_regex_20251119\","
            + "\"name\":\"tool_search_tool_regex\"},{\"name\":\"weather\",\"description\":\"Tells the weather.\","
            + "\"input_schema\":" + SCHEMA + ",\"defer_loading\":true},{\"name\":\"clock\",\"input_schema\":" + SCHEMA
            + "}]";
    private static final String TO_MESSAGES = "\"max_tokens\":9,\"messages\":[" + QUESTION + "]";

    private static final String CLAUDE_FOUND = """
            {"id":"m1","model":"claude-sonnet-4-5","stop_reason":"tool_use","content":[
             {"type":"text","text":"I search."},
             {"type":"server_tool_use","id":"srvtoolu_01A","name":"tool_search_tool_bm25","input":{"query":"weather orders"}},
             {"type":"tool_search_tool_result","tool_use_id":"srvtoolu_01A","content":{"type":"tool_search_tool_search_result",
              "tool_references":[{"type":"tool_reference","tool_name":"weather"},{"type":"tool_reference","tool_name":"crm__orders"}]}},
             {"type":"tool_use","id":"toolu_1","name":"weather","input":{"city":"Ulm"}}]}""";
    private static final String GPT_FOUND = """
            {"id":"r","status":"completed","model":"gpt-5.4","output":[
             {"type":"tool_search_call","id":"tsc_9","call_id":null,"execution":"server","status":"completed","arguments":{"paths":["weather"]}},
             {"type":"tool_search_output","id":"tso_8","call_id":null,"execution":"server","status":"completed","tools":[
              {"type":"function","name":"weather","description":"Tells the weather.","parameters":{"type":"object"},"defer_loading":true}]},
             {"type":"function_call","id":"fc_1","call_id":"call_1","name":"weather","arguments":"{\\"city\\":\\"Ulm\\"}"}]}""";

    private ProviderStub stub;

    @BeforeEach
    void start() throws Exception {
        stub = new ProviderStub();
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    private static List<JsonNode> ofType(List<JsonNode> items, String type) {
        return items.stream()
                .filter(item -> item.textOrEmpty("type").equals(type))
                .toList();
    }

    private static List<String> types(List<JsonNode> items) {
        return items.stream().map(item -> item.textOrEmpty("type")).toList();
    }

    private List<JsonNode> events(String provider, String path, String model, String fields) throws Exception {
        HttpResponse<String> response = stub.ask(provider, Map.of(), path, model, "\"stream\":true," + fields);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        List<JsonNode> events = new ArrayList<>();
        for (String line : response.body().split("\n", -1)) {
            if (line.startsWith("data: {")) {
                events.add(Json.read(line.substring("data: ".length())));
            }
        }
        return events;
    }

    @Test
    void theSearchOfResponsesIsAnthropicsAndSoAreItsSteps() throws Exception {
        stub.answers(CLAUDE_FOUND);
        JsonNode answer = stub.answer("anthropic", RESPONSES, CLAUDE, "\"input\":[" + QUESTION + "]," + OF_RESPONSES);

        List<JsonNode> tools = stub.asked().items("tools");
        assertThat(tools.get(tools.size() - 1))
                .isEqualTo(
                        Json.read("{\"type\":\"tool_search_tool_bm25_20251119\",\"name\":\"tool_search_tool_bm25\"}"));
        assertThat(tools.subList(0, 2))
                .allSatisfy(tool -> assertThat(tool.isTrue("defer_loading")).isTrue())
                .extracting(tool -> tool.textOrEmpty("name"))
                .containsExactly("weather", "crm__orders");
        assertThat(dropped(answer)).isEmpty();

        List<JsonNode> output = answer.items("output");
        assertThat(types(output)).containsExactly("message", "tool_search_call", "tool_search_output", "function_call");
        JsonNode call = output.get(1);
        assertThat(call.get("arguments")).isEqualTo(Json.read("{\"query\":\"weather orders\"}"));
        assertThat(call.textOrEmpty("execution")).isEqualTo("server");
        assertThat(call.object()).containsEntry("call_id", null);
        assertThat(output.get(2).get("tools")).isEqualTo(Json.read("[" + WEATHER + "," + CRM + "]"));
    }

    @Test
    void theStepsGoBackToAnthropicInOneTurnWithTheirOwnIds() throws Exception {
        stub.answers(CLAUDE_FOUND);
        JsonNode answer = stub.answer("anthropic", RESPONSES, CLAUDE, "\"input\":[" + QUESTION + "]," + OF_RESPONSES);
        stub.request();
        StringBuilder input = new StringBuilder(QUESTION);
        answer.items("output").forEach(item -> input.append(',').append(Json.text(item.raw())));
        input.append(",{\"type\":\"function_call_output\",\"call_id\":\"toolu_1\",\"output\":\"rain\"}");

        stub.says("anthropic", "It rains.");
        JsonNode next = stub.answer(
                "anthropic", RESPONSES, CLAUDE, "\"store\":false,\"input\":[" + input + "]," + OF_RESPONSES);

        JsonNode turn = stub.asked().get("messages").at(1);
        assertThat(turn.textOrEmpty("role")).isEqualTo("assistant");
        assertThat(types(turn.items("content")))
                .containsExactly("text", "server_tool_use", "tool_search_tool_result", "tool_use");
        assertThat(turn.get("content").at(1))
                .isEqualTo(Json.read("{\"type\":\"server_tool_use\",\"id\":\"srvtoolu_01A\","
                        + "\"name\":\"tool_search_tool_bm25\",\"input\":{\"query\":\"weather orders\"}}"));
        assertThat(turn.get("content").at(2))
                .isEqualTo(
                        Json.read("{\"type\":\"tool_search_tool_result\",\"tool_use_id\":\"srvtoolu_01A\",\"content\":"
                                + "{\"type\":\"tool_search_tool_search_result\",\"tool_references\":["
                                + "{\"type\":\"tool_reference\",\"tool_name\":\"weather\"},"
                                + "{\"type\":\"tool_reference\",\"tool_name\":\"crm__orders\"}]}}"));
        assertThat(dropped(next)).isEmpty();
    }

    @Test
    void aStreamOfAnthropicsTellsTheSameItems() throws Exception {
        stub.streams("""
                data: {"type":"message_start","message":{"id":"m1","model":"claude-sonnet-4-5","content":[],"usage":{"input_tokens":1,"output_tokens":1}}}

                data: {"type":"content_block_start","index":0,"content_block":{"type":"server_tool_use","id":"srvtoolu_01A","name":"tool_search_tool_bm25","input":{}}}

                data: {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\\"query\\":\\"weather\\"}"}}

                data: {"type":"content_block_stop","index":0}

                data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_search_tool_result","tool_use_id":"srvtoolu_01A","content":{"type":"tool_search_tool_search_result","tool_references":[{"type":"tool_reference","tool_name":"weather"}]}}}

                data: {"type":"content_block_stop","index":1}

                data: {"type":"content_block_start","index":2,"content_block":{"type":"text","text":""}}

                data: {"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"Found."}}

                data: {"type":"content_block_stop","index":2}

                data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":5}}

                data: {"type":"message_stop"}

                """);
        List<JsonNode> events = events("anthropic", RESPONSES, CLAUDE, "\"input\":[" + QUESTION + "]," + OF_RESPONSES);

        List<JsonNode> done = ofType(events, "response.output_item.done").stream()
                .map(event -> event.get("item"))
                .toList();
        assertThat(types(done)).containsExactly("tool_search_call", "tool_search_output", "message");
        assertThat(done.get(1).get("tools")).isEqualTo(Json.read("[" + WEATHER + "]"));
        JsonNode completed = events.get(events.size() - 1).get("response");
        assertThat(types(completed.items("output")))
                .containsExactly("tool_search_call", "tool_search_output", "message");
    }

    @Test
    void theSearchOfMessagesIsOpenAIsAndSoAreItsSteps() throws Exception {
        stub.answers(GPT_FOUND);
        JsonNode answer = stub.answer("openai-responses", MESSAGES, GPT, TO_MESSAGES + "," + OF_MESSAGES);

        List<JsonNode> tools = stub.asked().items("tools");
        assertThat(tools.get(0).isTrue("defer_loading")).isTrue();
        assertThat(tools.get(1).has("defer_loading")).isFalse();
        assertThat(tools.get(2)).isEqualTo(Json.read("{\"type\":\"tool_search\"}"));
        assertThat(dropped(answer)).isEmpty();

        List<JsonNode> content = answer.items("content");
        assertThat(types(content)).containsExactly("server_tool_use", "tool_search_tool_result", "tool_use");
        assertThat(content.get(0))
                .isEqualTo(Json.read("{\"type\":\"server_tool_use\",\"id\":\"srvtoolu_9\","
                        + "\"name\":\"tool_search_tool_regex\",\"input\":{\"pattern\":\"weather\"}}"));
        assertThat(content.get(1))
                .isEqualTo(Json.read("{\"type\":\"tool_search_tool_result\",\"tool_use_id\":\"srvtoolu_9\",\"content\":"
                        + "{\"type\":\"tool_search_tool_search_result\",\"tool_references\":["
                        + "{\"type\":\"tool_reference\",\"tool_name\":\"weather\"}]}}"));

        stub.says("openai-responses", "It rains.");
        stub.answer(
                "openai-responses",
                MESSAGES,
                GPT,
                "\"max_tokens\":9,\"messages\":[" + QUESTION + ",{\"role\":\"assistant\",\"content\":"
                        + Json.text(answer.get("content").raw())
                        + "},{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"call_1\","
                        + "\"content\":\"rain\"}]}]," + OF_MESSAGES);
        List<JsonNode> input = stub.asked().items("input");
        JsonNode found = ofType(input, "tool_search_output").get(0);
        assertThat(ofType(input, "tool_search_call").get(0).has("id")).isFalse();
        assertThat(found.get("tools").at(0).textOrEmpty("name")).isEqualTo("weather");
        assertThat(found.get("tools").at(0).get("parameters")).isEqualTo(Json.read(SCHEMA));
    }

    @Test
    void aStreamOfOpenAIsTellsTheSameBlocks() throws Exception {
        stub.streams("""
                data: {"type":"response.created","response":{"id":"r","model":"gpt-5.4"}}

                data: {"type":"response.output_item.added","output_index":0,"item":{"type":"tool_search_call","id":"tsc_9","call_id":null,"execution":"server","status":"in_progress","arguments":{}}}

                data: {"type":"response.output_item.done","output_index":0,"item":{"type":"tool_search_call","id":"tsc_9","call_id":null,"execution":"server","status":"completed","arguments":{"paths":["weather"]}}}

                data: {"type":"response.output_item.done","output_index":1,"item":{"type":"tool_search_output","id":"tso_8","call_id":null,"execution":"server","status":"completed","tools":[{"type":"function","name":"weather"}]}}

                data: {"type":"response.output_item.added","output_index":2,"item":{"type":"message","id":"i","role":"assistant","content":[]}}

                data: {"type":"response.output_text.delta","output_index":2,"item_id":"i","content_index":0,"delta":"Found."}

                data: {"type":"response.output_item.done","output_index":2,"item":{"type":"message","id":"i","role":"assistant","content":[{"type":"output_text","text":"Found.","annotations":[]}]}}

                data: {"type":"response.completed","response":{"id":"r","model":"gpt-5.4","status":"completed","output":[]}}

                """);
        List<JsonNode> events = events("openai-responses", MESSAGES, GPT, TO_MESSAGES + "," + OF_MESSAGES);

        List<JsonNode> started = ofType(events, "content_block_start").stream()
                .map(event -> event.get("content_block"))
                .toList();
        assertThat(types(started)).containsExactly("server_tool_use", "tool_search_tool_result", "text");
        assertThat(started.get(1).textOrEmpty("tool_use_id"))
                .isEqualTo(started.get(0).textOrEmpty("id"));
        assertThat(ofType(events, "content_block_delta").get(0).get("delta").textOrEmpty("partial_json"))
                .isEqualTo("{\"pattern\":\"weather\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "anthropic,claude-sonnet-4-20250514",
        "anthropic,claude-3-7-sonnet-20250219",
        "bedrock,us.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "openai,gpt-5.4",
        "gemini,gemini-3-pro"
    })
    void whereTheModelHasNoSearchOfItsOwnItGetsAllTools(String provider, String model) throws Exception {
        stub.says(provider, "It rains.");
        JsonNode answer = stub.answer(provider, RESPONSES, model, "\"input\":[" + QUESTION + "]," + OF_RESPONSES);

        String sent = Json.text(stub.asked().raw());
        assertThat(sent).contains("\"weather\"", "crm__orders").doesNotContain("tool_search", "defer_loading");
        assertThat(dropped(answer)).containsExactlyInAnyOrder("tools.tool_search", "defer_loading");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-5.3-codex", "gpt-4.1", "o3", "our-deployment"})
    void soDoesAnOlderModelOfOpenAIs(String model) throws Exception {
        stub.says("openai-responses", "It rains.");
        JsonNode answer = stub.answer("openai-responses", MESSAGES, model, TO_MESSAGES + "," + OF_MESSAGES);

        assertThat(Json.text(stub.asked().raw()))
                .contains("\"weather\"", "\"clock\"")
                .doesNotContain("tool_search", "defer_loading");
        assertThat(dropped(answer)).containsExactlyInAnyOrder("tools.tool_search_tool_regex_20251119", "defer_loading");
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude-opus-4-5-20251101", "claude-haiku-4-5@20251001", "claude-opus-5", "claude-fable-5"})
    void everyClaudeFromFourPointFiveOnHasOne(String model) throws Exception {
        stub.says("anthropic", "It rains.");
        stub.answer("anthropic", RESPONSES, model, "\"input\":[" + QUESTION + "]," + OF_RESPONSES);

        assertThat(Json.text(stub.asked().raw())).contains("tool_search_tool_bm25_20251119");
    }

    @Test
    void vertexWantsABetaBesideTheSearch() throws Exception {
        stub.says("vertex-anthropic", "It rains.");
        stub.answer("vertex-anthropic", RESPONSES, CLAUDE, "\"input\":[" + QUESTION + "]," + OF_RESPONSES);

        assertThat(stub.request().getHeaders().get("anthropic-beta")).isEqualTo("tool-search-tool-2025-10-19");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini"})
    void aSearchThatTheClientRunsIsAFunctionAndWhatItFindsAreFurtherOnes(String provider) throws Exception {
        String search =
                "\"tools\":[{\"type\":\"tool_search\",\"execution\":\"client\",\"description\":\"Finds tools.\","
                        + "\"parameters\":{\"type\":\"object\",\"properties\":{\"query\":{\"type\":\"string\"}}}}]";
        stub.calls(provider, "tool_search", "{\"query\":\"orders\"}");
        JsonNode answer = stub.answer(provider, RESPONSES, "\"input\":[" + QUESTION + "]," + search);

        assertThat(Json.text(stub.asked().raw())).contains("tool_search", "Finds tools.");
        JsonNode call = ofType(answer.items("output"), "tool_search_call").get(0);
        assertThat(call.textOrEmpty("execution")).isEqualTo("client");
        assertThat(call.get("arguments")).isEqualTo(Json.read("{\"query\":\"orders\"}"));
        assertThat(dropped(answer)).isEmpty();

        stub.calls(provider, "crm__orders", "{\"city\":\"Ulm\"}");
        JsonNode next = stub.answer(
                provider,
                RESPONSES,
                "\"input\":[" + QUESTION + "," + Json.text(call.raw())
                        + ",{\"type\":\"tool_search_output\",\"call_id\":\"" + call.textOrEmpty("call_id")
                        + "\",\"execution\":\"client\",\"status\":\"completed\",\"tools\":[" + CRM + "]}]," + search);

        assertThat(Json.text(stub.asked().raw()))
                .contains("crm__orders", "Lists orders.", "Now available: crm")
                .doesNotContain("defer_loading");
        assertThat(dropped(next)).isEmpty();
        JsonNode found = ofType(next.items("output"), "function_call").get(0);
        assertThat(found.textOrEmpty("namespace")).isEqualTo("crm");
        assertThat(found.textOrEmpty("name")).isEqualTo("orders");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "gemini", "openai-responses"})
    void toolsThatAClientOfMessagesFoundAreNamedInTheResult(String provider) throws Exception {
        stub.says(provider, "It rains.");
        stub.answer(
                provider,
                MESSAGES,
                "\"max_tokens\":9,\"messages\":[" + QUESTION
                        + ",{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"find\","
                        + "\"input\":{}}]},{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t1\","
                        + "\"content\":[{\"type\":\"tool_reference\",\"tool_name\":\"weather\"}]}]}],\"tools\":["
                        + "{\"name\":\"find\",\"input_schema\":{\"type\":\"object\"}},{\"name\":\"weather\","
                        + "\"input_schema\":{\"type\":\"object\"},\"defer_loading\":true}]");

        assertThat(Json.text(stub.asked().raw()))
                .contains("Now available: weather")
                .doesNotContain("tool_reference");
    }
}
