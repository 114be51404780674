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

/** Tools that Anthropic defines and the client runs, in front of providers of other formats. */
class AnthropicToolsOverHttpTest {
    private static final String MESSAGES = "/v1/messages";
    private static final String HI = "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}";
    private static final String TOOLS = ",\"tools\":[{\"type\":\"bash_20250124\",\"name\":\"bash\"},"
            + "{\"type\":\"text_editor_20250728\",\"name\":\"str_replace_based_edit_tool\",\"max_characters\":100},"
            + "{\"type\":\"memory_20250818\",\"name\":\"memory\"},{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"}}]";

    private ProviderStub stub;

    @BeforeEach
    void start() throws Exception {
        stub = new ProviderStub();
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "openai-responses", "gemini", "mistral", "cohere", "ollama", "bedrock"})
    void theyAreFunctionsWithAnthropicsSchemaAndAreCalledByTheirNames(String provider) throws Exception {
        stub.calls(provider, "bash", "{\"command\":\"ls -l\"}");
        JsonNode answer = stub.answer(
                provider,
                MESSAGES,
                HI + ",{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"t0\","
                        + "\"name\":\"str_replace_based_edit_tool\",\"input\":{\"command\":\"view\",\"path\":\"/a\"}}]},"
                        + "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t0\",\"content\":\"text of a\"}]}]"
                        + TOOLS);

        String sent = Json.text(stub.asked().raw());
        assertThat(sent)
                .contains(
                        "\"bash\"",
                        "\"restart\"",
                        "str_replace_based_edit_tool",
                        "insert_text",
                        "view_range",
                        "\"memory\"",
                        "old_path")
                .contains("text of a", "\"f\"")
                .doesNotContain("undo_edit", "20250124");
        JsonNode call = answer.get("content").at(0);
        assertThat(call.textOrEmpty("type")).isEqualTo("tool_use");
        assertThat(call.textOrEmpty("name")).isEqualTo("bash");
        assertThat(call.get("input")).isEqualTo(Json.read("{\"command\":\"ls -l\"}"));
        assertThat(answer.textOrEmpty("stop_reason")).isEqualTo("tool_use");
        assertThat(dropped(answer)).noneMatch(name -> name.startsWith("tools"));
    }

    @ParameterizedTest
    @CsvSource({
        "text_editor_20241022,str_replace_editor,undo_edit",
        "text_editor_20250124,str_replace_editor,undo_edit",
        "text_editor_20250429,str_replace_based_edit_tool,''",
        "text_editor_20250728,str_replace_based_edit_tool,''"
    })
    void anEditorHasTheCommandsOfItsVersion(String type, String name, String last) throws Exception {
        stub.calls("openai", name, "{\"command\":\"view\",\"path\":\"/a\"}");
        stub.answer("openai", MESSAGES, HI + "],\"tools\":[{\"type\":\"" + type + "\",\"name\":\"" + name + "\"}]");

        JsonNode function = stub.asked().get("tools").at(0).get("function");
        assertThat(function.textOrEmpty("name")).isEqualTo(name);
        JsonNode properties = function.get("parameters").get("properties");
        List<String> commands = properties.get("command").items("enum").stream()
                .map(command -> command.text().orElse(""))
                .toList();
        assertThat(commands)
                .startsWith("view", "create", "str_replace", "insert")
                .hasSize(last.isEmpty() ? 4 : 5);
        assertThat(commands.contains("undo_edit")).isEqualTo(!last.isEmpty());
        assertThat(properties.has("insert_text")).isEqualTo(type.endsWith("20250728"));
    }

    @Test
    void oneMayBeForcedAndMarkedForTheCache() throws Exception {
        stub.calls("openai", "bash", "{}");
        stub.answer(
                "openai",
                MESSAGES,
                HI
                        + "],\"tools\":[{\"type\":\"bash_20250124\",\"name\":\"bash\",\"cache_control\":{\"type\":\"ephemeral\"}}],"
                        + "\"tool_choice\":{\"type\":\"tool\",\"name\":\"bash\"}");

        assertThat(stub.asked().get("tool_choice"))
                .isEqualTo(Json.read("{\"type\":\"function\",\"function\":{\"name\":\"bash\"}}"));
    }

    @Test
    void anthropicGetsThemAsTheyWereSaid() throws Exception {
        stub.calls("anthropic", "bash", "{\"command\":\"ls\"}");
        stub.answer("anthropic", MESSAGES, HI + "]" + TOOLS);

        assertThat(stub.asked()).isEqualTo(Json.read("{\"model\":\"m\"," + HI + "]" + TOOLS + "}"));
    }

    @Test
    void aToolWhoseSchemaNobodyTellsIsRefusedByName() throws Exception {
        HttpResponse<String> refused = stub.ask(
                "openai",
                Map.of(),
                MESSAGES,
                "m",
                HI + "],\"tools\":[{\"type\":\"computer_20250124\",\"name\":\"computer\",\"display_width_px\":1},"
                        + "{\"type\":\"bash_20250124\",\"name\":\"bash\"},{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("computer_20250124 `computer`").doesNotContain("bash", "web_search");
    }
}
