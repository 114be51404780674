package dev.llmconnect.cli;

import static dev.llmconnect.cli.ProviderStub.dropped;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A search that the provider runs, asked for in the words of one format and run by a provider of another. */
class ServerToolsOverHttpTest {
    private static final String MESSAGES = "/v1/messages";
    private static final String RESPONSES = "/v1/responses";
    private static final String CHAT = "/v1/chat/completions";
    private static final String GEMINI = "/v1beta/models/m:generateContent";

    private static final String TO_MESSAGES = "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";
    private static final String TO_RESPONSES = "\"input\":\"Hi\"";
    private static final String TO_CHAT = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";
    private static final String TO_GEMINI = "\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}]";

    private static final String LOCATION = "{\"type\":\"approximate\",\"city\":\"Ulm\",\"country\":\"DE\"}";
    private static final String FUNCTION =
            "{\"type\":\"function\",\"name\":\"f\",\"parameters\":{\"type\":\"object\"}}";

    private ProviderStub stub;

    @BeforeEach
    void start() throws Exception {
        stub = new ProviderStub();
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    private JsonNode answer(String provider, String path, String fields) throws Exception {
        stub.says(provider, "It rains.");
        return stub.answer(provider, path, fields);
    }

    @Test
    void theSearchOfResponsesIsAnthropics() throws Exception {
        JsonNode answer = answer(
                "anthropic",
                RESPONSES,
                TO_RESPONSES + ",\"tools\":[" + FUNCTION + ",{\"type\":\"web_search\",\"search_context_size\":\"low\","
                        + "\"filters\":{\"allowed_domains\":[\"example.org\"]},\"user_location\":" + LOCATION + "}]");

        assertThat(stub.asked().get("tools").at(1))
                .isEqualTo(Json.read("{\"type\":\"web_search_20250305\",\"name\":\"web_search\","
                        + "\"allowed_domains\":[\"example.org\"],\"user_location\":" + LOCATION + "}"));
        assertThat(dropped(answer)).containsExactly("tools.web_search.search_context_size");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"web_search", "web_search_preview", "web_search_preview_2025_03_11", "web_search_2025_08_26"})
    void everyVersionIsGooglesSearch(String type) throws Exception {
        JsonNode answer = answer("gemini", RESPONSES, TO_RESPONSES + ",\"tools\":[{\"type\":\"" + type + "\"}]");

        assertThat(stub.asked().get("tools")).isEqualTo(Json.read("[{\"googleSearch\":{}}]"));
        assertThat(dropped(answer)).isEmpty();
    }

    @Test
    void googlesSearchExcludesFunctionsSoItIsLeftOutBesideThem() throws Exception {
        JsonNode answer =
                answer("gemini", RESPONSES, TO_RESPONSES + ",\"tools\":[" + FUNCTION + ",{\"type\":\"web_search\"}]");

        assertThat(Json.text(stub.asked().raw()))
                .contains("functionDeclarations")
                .doesNotContain("googleSearch");
        assertThat(dropped(answer)).containsExactly("tools.web_search");
    }

    @ParameterizedTest
    @ValueSource(strings = {"web_search_20250305", "web_search_20260209", "web_search_20260318"})
    void anthropicsSearchIsThatOfResponses(String type) throws Exception {
        JsonNode answer = answer(
                "openai-responses",
                MESSAGES,
                TO_MESSAGES + ",\"tools\":[{\"type\":\"" + type + "\",\"name\":\"web_search\",\"max_uses\":8,"
                        + "\"allowed_domains\":[\"example.org\"],\"user_location\":" + LOCATION
                        + "}],\"tool_choice\":{\"type\":\"tool\",\"name\":\"web_search\"}");

        JsonNode sent = stub.asked();
        assertThat(sent.get("tools"))
                .isEqualTo(Json.read("[{\"type\":\"web_search\",\"filters\":{\"allowed_domains\":[\"example.org\"]},"
                        + "\"user_location\":" + LOCATION + "}]"));
        assertThat(sent.get("tool_choice")).isEqualTo(Json.read("{\"type\":\"web_search\"}"));
        assertThat(dropped(answer)).containsExactly("tools.web_search.max_uses");
    }

    @ParameterizedTest
    @CsvSource({"openai-responses,blocked_domains", "gemini,blocked_domains", "gemini,allowed_domains"})
    void aSearchWhoseLimitsTheProviderCannotKeepIsLeftOut(String provider, String limit) throws Exception {
        JsonNode answer = answer(
                provider,
                MESSAGES,
                TO_MESSAGES + ",\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\",\"" + limit
                        + "\":[\"example.org\"]}],\"tool_choice\":{\"type\":\"any\"}");

        assertThat(stub.asked().object()).doesNotContainKeys("tools", "tool_choice", "toolConfig");
        assertThat(dropped(answer)).containsExactlyInAnyOrder("tools.web_search_20250305", "tool_choice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "mistral", "cohere", "ollama", "bedrock"})
    void whereTheFormatHasNoSearchTheModelAnswersFromWhatItKnows(String provider) throws Exception {
        JsonNode answer = answer(
                provider,
                MESSAGES,
                TO_MESSAGES + ",\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}],"
                        + "\"tool_choice\":{\"type\":\"tool\",\"name\":\"web_search\"}");

        assertThat(stub.request().getBody().utf8()).doesNotContain("web_search", "tool");
        assertThat(answer.get("content").at(0).textOrEmpty("text")).isEqualTo("It rains.");
        assertThat(dropped(answer)).contains("tools.web_search_20250305", "tool_choice");
    }

    @Test
    void theOptionsOfChatCompletionsAskForTheSearchOfEveryFormat() throws Exception {
        String options = TO_CHAT + ",\"web_search_options\":{\"search_context_size\":\"high\",\"user_location\":"
                + "{\"type\":\"approximate\",\"approximate\":{\"city\":\"Ulm\",\"country\":\"DE\"}}}";

        JsonNode answer = answer("anthropic", CHAT, options);
        assertThat(stub.asked().get("tools"))
                .isEqualTo(Json.read("[{\"type\":\"web_search_20250305\",\"name\":\"web_search\",\"user_location\":"
                        + LOCATION + "}]"));
        assertThat(dropped(answer)).containsExactly("tools.web_search.search_context_size");

        answer("openai-responses", CHAT, options);
        assertThat(stub.asked().get("tools"))
                .isEqualTo(Json.read("[{\"type\":\"web_search\",\"user_location\":" + LOCATION
                        + ",\"search_context_size\":\"high\"}]"));

        answer = answer("gemini", CHAT, options);
        assertThat(stub.asked().get("tools")).isEqualTo(Json.read("[{\"googleSearch\":{}}]"));
        assertThat(dropped(answer))
                .containsExactlyInAnyOrder("tools.web_search.search_context_size", "tools.web_search.user_location");

        answer = answer("cohere", CHAT, options);
        assertThat(stub.asked().has("web_search_options")).isFalse();
        assertThat(dropped(answer)).containsExactly("web_search_options");
    }

    @Test
    void aModelOfChatCompletionsThatSearchesGetsTheOptions() throws Exception {
        stub.says("openai", "It rains.");
        stub.answer(
                "openai",
                RESPONSES,
                "gpt-4o-search-preview",
                TO_RESPONSES + ",\"tools\":[{\"type\":\"web_search\",\"user_location\":" + LOCATION + "}]");

        JsonNode sent = stub.asked();
        assertThat(sent.get("web_search_options"))
                .isEqualTo(Json.read("{\"user_location\":{\"type\":\"approximate\","
                        + "\"approximate\":{\"city\":\"Ulm\",\"country\":\"DE\"}}}"));
        assertThat(sent.has("tools")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "anthropic,'[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]'",
        "openai-responses,'[{\"type\":\"web_search\"}]'"
    })
    void googlesSearchIsThatOfOtherFormats(String provider, String tools) throws Exception {
        for (String name : List.of("googleSearch", "google_search")) {
            JsonNode answer =
                    answer(provider, GEMINI, TO_GEMINI + ",\"tools\":[{\"" + name + "\":{}},{\"urlContext\":{}}]");

            assertThat(stub.asked().get("tools")).isEqualTo(Json.read(tools));
            assertThat(dropped(answer)).containsExactly("tools.urlContext");
        }
    }

    @Test
    void googlesSearchIsLeftOutAndItsCodeExecutionRefusedWhereThereIsNone() throws Exception {
        JsonNode answer = answer("openai", GEMINI, TO_GEMINI + ",\"tools\":[{\"googleSearch\":{}}]");
        assertThat(stub.asked().has("tools")).isFalse();
        assertThat(dropped(answer)).containsExactly("tools.googleSearch");

        HttpResponse<String> refused = stub.ask(
                "openai",
                Map.of(),
                GEMINI,
                "m",
                TO_GEMINI + ",\"tools\":[{\"googleSearch\":{}},{\"codeExecution\":{}}]");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("codeExecution").doesNotContain("googleSearch");
    }

    @Test
    void vertexWantsABetaBesideTheSearch() throws Exception {
        stub.says("vertex-anthropic", "It rains.");
        stub.answer(
                "vertex-anthropic",
                RESPONSES,
                "claude-sonnet-5",
                TO_RESPONSES + ",\"tools\":[{\"type\":\"web_search\"}]");

        assertThat(stub.request().getHeaders().get("anthropic-beta")).isEqualTo("web-search-2025-03-05");
    }

    @ParameterizedTest
    @CsvSource({
        "anthropic," + MESSAGES + ",tool_search_tool_regex_20251119",
        "openai," + MESSAGES + ",tool_search_tool_bm25_20251119",
        "gemini," + RESPONSES + ",tool_search"
    })
    void aSearchForToolsIsForItsOwnFormatAndOthersGetAllTools(String provider, String path, String type)
            throws Exception {
        String tools = path.equals(MESSAGES)
                ? TO_MESSAGES + ",\"tools\":[{\"type\":\"" + type + "\",\"name\":\"tool_search_tool\"},{\"name\":\"f\","
                        + "\"defer_loading\":true,\"input_schema\":{\"type\":\"object\"}}]"
                : TO_RESPONSES + ",\"tools\":[" + FUNCTION + ",{\"type\":\"" + type + "\"}]";
        JsonNode answer = answer(provider, path, tools);

        String sent = Json.text(stub.asked().raw());
        assertThat(sent).contains("\"f\"");
        assertThat(sent.contains(type)).isEqualTo(provider.equals("anthropic"));
        assertThat(dropped(answer).contains("tools." + type)).isNotEqualTo(provider.equals("anthropic"));
    }

    @Test
    void whatAnotherProviderFoundIsCitedInMessagesAndNotGivenBackToAnthropic() throws Exception {
        stub.answers("""
                {"id":"r","status":"completed","model":"m","output":[
                 {"type":"web_search_call","id":"ws","status":"completed","action":{"type":"search","query":"rain"}},
                 {"type":"message","id":"i","role":"assistant","content":[{"type":"output_text","text":"It rains.","annotations":[
                  {"type":"url_citation","start_index":0,"end_index":9,"url":"https://example.org/rain","title":"Rain"}]}]}]}""");
        JsonNode answer = stub.answer("openai-responses", MESSAGES, TO_MESSAGES);
        stub.request();

        assertThat(answer.items("content")).hasSize(1);
        assertThat(answer.get("content").at(0))
                .isEqualTo(
                        Json.read(
                                "{\"type\":\"text\",\"text\":\"It rains.\",\"citations\":[{\"type\":\"web_search_result_location\","
                                        + "\"url\":\"https://example.org/rain\",\"title\":\"Rain\",\"cited_text\":\"\",\"encrypted_index\":\"\"}]}"));

        String history =
                "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\",\"content\":"
                        + Json.text(answer.get("content").raw()) + "},{\"role\":\"user\",\"content\":\"And now?\"}]";
        answer("anthropic", MESSAGES, history);
        assertThat(Json.text(stub.asked().raw())).contains("It rains.").doesNotContain("citations");
    }

    @Test
    void whatAnotherProviderFoundIsCitedInAStreamOfMessages() throws Exception {
        stub.streams("""
                data: {"candidates":[{"content":{"role":"model","parts":[{"text":"It "}]}}]}

                data: {"candidates":[{"finishReason":"STOP","content":{"role":"model","parts":[{"text":"rains."}]},"groundingMetadata":\
                {"groundingChunks":[{"web":{"uri":"https://example.org/rain","title":"Rain"}}]}}]}

                """);
        stub.streams("""
                data: {"type":"response.created","response":{"id":"r","model":"m"}}

                data: {"type":"response.output_item.added","output_index":0,"item":{"type":"message","id":"i","role":"assistant","phase":"final_answer","content":[]}}

                data: {"type":"response.output_text.delta","output_index":0,"item_id":"i","content_index":0,"delta":"It rains."}

                data: {"type":"response.output_item.done","output_index":0,"item":{"type":"message","id":"i","role":"assistant","phase":"final_answer","content":[{"type":"output_text","text":"It rains.","annotations":[{"type":"url_citation","url":"https://example.org/rain","title":"Rain"}]}]}}

                data: {"type":"response.completed","response":{"id":"r","model":"m","status":"completed","output":[]}}

                """);
        for (String provider : List.of("gemini", "openai-responses")) {
            List<JsonNode> events = stub.events(provider, MESSAGES, TO_MESSAGES);

            String text = events.stream()
                    .map(event -> event.get("delta").textOrEmpty("text"))
                    .reduce("", String::concat);
            assertThat(text).as(provider).isEqualTo("It rains.");
            List<JsonNode> cited = events.stream()
                    .map(event -> event.get("delta").get("citation"))
                    .filter(JsonNode::exists)
                    .toList();
            assertThat(cited).as(provider).hasSize(1);
            assertThat(cited.get(0).textOrEmpty("url")).isEqualTo("https://example.org/rain");
        }
    }

    @Test
    void theStepsOfAnthropicsSearchBreakNoClientOfAnotherFormat() throws Exception {
        String found = """
                {"id":"m1","model":"m","stop_reason":"end_turn","content":[
                 {"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"rain"}},
                 {"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result","title":"Rain",
                  "url":"https://example.org/rain","encrypted_content":"x","page_age":null}]},
                 {"type":"text","text":"It rains.","citations":[{"type":"web_search_result_location","url":"https://example.org/rain",
                  "title":"Rain","encrypted_index":"y","cited_text":"Rain."}]}]}""";
        stub.answers(found);
        JsonNode message =
                stub.answer("anthropic", CHAT, TO_CHAT).get("choices").at(0).get("message");
        assertThat(message.textOrEmpty("content")).isEqualTo("It rains.");
        assertThat(message.has("tool_calls")).isFalse();
        assertThat(message.get("annotations").at(0).get("url_citation").textOrEmpty("url"))
                .isEqualTo("https://example.org/rain");

        stub.answers(found);
        JsonNode response = stub.answer("anthropic", RESPONSES, TO_RESPONSES);
        assertThat(response.items("output").stream().map(item -> item.textOrEmpty("type")))
                .containsOnly("reasoning", "message");
        JsonNode last = response.items("output").get(response.items("output").size() - 1);
        assertThat(last.get("content").at(0).get("annotations").at(0).textOrEmpty("url"))
                .isEqualTo("https://example.org/rain");

        stub.answers(found);
        JsonNode candidate =
                stub.answer("anthropic", GEMINI, TO_GEMINI).get("candidates").at(0);
        assertThat(candidate.get("content").items("parts")).hasSize(1);
        assertThat(candidate
                        .get("groundingMetadata")
                        .get("groundingChunks")
                        .at(0)
                        .get("web")
                        .textOrEmpty("uri"))
                .isEqualTo("https://example.org/rain");
    }
}
