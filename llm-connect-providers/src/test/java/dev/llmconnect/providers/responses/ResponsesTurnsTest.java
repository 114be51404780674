package dev.llmconnect.providers.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.RunConfig;
import dev.llmconnect.ToolCall;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.responses.ResponsesWire;
import dev.llmconnect.providers.StubProvider;
import dev.llmconnect.spi.AdapterSettings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A conversation that goes on: what an answer held comes back as the provider wants it. */
class ResponsesTurnsTest {
    private static final String DONE = "{\"status\":\"completed\",\"output\":[]}";

    private final StubProvider stub = new StubProvider();
    private final LLMAdapter adapter = stub.adapter("openai-responses", "OPENAI_API_KEY");

    @AfterEach
    void close() {
        adapter.close();
        stub.close();
    }

    private LLMResponse answer(String output) {
        stub.answers(200, "{\"status\":\"completed\",\"output\":" + output + "}");
        LLMResponse answer = adapter.execute("Q", RunConfig.defaults());
        stub.request();
        return answer;
    }

    private JsonNode inputAfter(Message... messages) {
        stub.answers(200, DONE);
        adapter.execute(LLMRequest.builder().messages(List.of(messages)).build());
        return stub.requestBody().get("input");
    }

    @Test
    void aToolTurnGoesOnWithItsEncryptedReasoningAndWithoutIdsNobodyHasStored() {
        LLMResponse answer = answer("""
                [{"type":"reasoning","id":"rs_1","status":"completed","summary":[{"type":"summary_text","text":"Hm."}],
                  "content":[],"encrypted_content":"gAAA"},
                 {"type":"message","id":"msg_1","role":"assistant","phase":"commentary",
                  "content":[{"type":"output_text","text":"Looking.","annotations":[]}]},
                 {"type":"function_call","id":"fc_1","call_id":"call_1","name":"weather","status":"completed",
                  "arguments":"{\\"city\\":\\"Rome\\"}","namespace":"n"},
                 {"type":"function_call","id":"fc_2","call_id":"call_2","name":"now","arguments":""}]""");
        List<ToolCall> calls = answer.toolCalls();

        assertThat(inputAfter(
                        Message.user("Q"),
                        answer.toMessage(),
                        Message.toolResult(calls.get(0), "Sunny"),
                        Message.of(
                                Role.TOOL,
                                List.of(ToolResult.of(
                                        "call_2",
                                        "now",
                                        List.of(new Text("A clock:"), Media.ofUrl("image/png", "https://x.example/c")),
                                        false)))))
                .isEqualTo(Json.read("""
                [{"role":"user","content":"Q"},
                 {"type":"reasoning","summary":[{"type":"summary_text","text":"Hm."}],"encrypted_content":"gAAA"},
                 {"role":"assistant","content":"Looking.","phase":"commentary"},
                 {"type":"function_call","call_id":"call_1","name":"weather","arguments":"{\\"city\\":\\"Rome\\"}","namespace":"n"},
                 {"type":"function_call","call_id":"call_2","name":"now","arguments":"{}"},
                 {"type":"function_call_output","call_id":"call_1","output":"Sunny"},
                 {"type":"function_call_output","call_id":"call_2","output":[
                   {"type":"input_text","text":"A clock:"},
                   {"type":"input_image","image_url":"https://x.example/c"}]}]"""));
    }

    @Test
    void reasoningInTheClearGoesBackAsItCameAndABareSummaryDoesNot() {
        LLMResponse answer = answer("""
                [{"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"Only a summary"}]},
                 {"type":"reasoning","id":"rs_2","summary":[],"content":[{"type":"reasoning_text","text":"Thought"}]},
                 {"type":"message","role":"assistant","content":[{"type":"output_text","text":"A"}]}]""");
        assertThat(inputAfter(answer.toMessage(), Message.user("Q"))).isEqualTo(Json.read("""
                [{"type":"reasoning","id":"rs_2","summary":[],"content":[{"type":"reasoning_text","text":"Thought"}]},
                 {"role":"assistant","content":"A"},
                 {"role":"user","content":"Q"}]"""));
    }

    @Test
    void reasoningOfAnotherFormatIsPassedOver() {
        Message other = Message.assistant(
                List.of(Reasoning.of("Hm", "sig", Map.of("type", "thinking")), Reasoning.of("Hm"), new Text("A")));
        assertThat(inputAfter(other)).isEqualTo(Json.read("[{\"role\":\"assistant\",\"content\":\"A\"}]"));
    }

    @Test
    void theResultOfACustomToolIsOfItsOwnType() {
        LLMResponse answer = answer("""
                [{"type":"custom_tool_call","id":"ctc_1","call_id":"call_1","name":"run","input":"print(1)"}]""");
        ToolCall call = answer.toolCalls().get(0);
        assertThat(call.argumentsJson()).isEqualTo("print(1)");
        assertThat(inputAfter(answer.toMessage(), Message.toolResult(call, "1")))
                .isEqualTo(Json.read("""
                [{"type":"custom_tool_call","call_id":"call_1","name":"run","input":"print(1)"},
                 {"type":"custom_tool_call_output","call_id":"call_1","output":"1"}]"""));
    }

    @Test
    void stepsOfTheProvidersOwnToolsAndRefusalsComeBackInTheirPlaces() {
        LLMResponse answer = answer("""
                [{"type":"web_search_call","id":"ws_1","status":"completed","action":{"type":"search","query":"q"}},
                 {"type":"message","role":"assistant","content":[
                   {"type":"output_text","text":"Half an answer"},{"type":"refusal","refusal":"No more"}]},
                 {"type":"shell_call","id":"sh_1","call_id":"call_1","action":{"commands":["ls"]}},
                 {"type":"mcp_approval_request","id":"mcpr_1","name":"f","arguments":"{}","server_label":"s"}]""");
        Message approval = Message.user(List.of(
                new Opaque(
                        ResponsesWire.NAME, Map.of("type", "mcp_approval_response", "approval_request_id", "mcpr_1")),
                new Text("Go on")));
        assertThat(answer.toolCalls()).isEmpty();
        assertThat(inputAfter(answer.toMessage(), approval)).isEqualTo(Json.read("""
                [{"type":"web_search_call","status":"completed","action":{"type":"search","query":"q"}},
                 {"role":"assistant","content":[
                   {"type":"output_text","text":"Half an answer"},{"type":"refusal","refusal":"No more"}]},
                 {"type":"shell_call","call_id":"call_1","action":{"commands":["ls"]}},
                 {"type":"mcp_approval_request","id":"mcpr_1","name":"f","arguments":"{}","server_label":"s"},
                 {"type":"mcp_approval_response","approval_request_id":"mcpr_1"},
                 {"role":"user","content":"Go on"}]"""));
    }

    @Test
    void furtherFieldsOfThisFormatGoWhereTheyBelong() {
        assertThat(inputAfter(
                        Message.user(List.of(hint("top"), new Text("Q"), hint("piece"))),
                        Message.assistant(List.of(
                                new Text("Yes"),
                                new Text("No"),
                                new Hint(ResponsesWire.NAME, Map.of("refusal", "No")),
                                ToolCall.of("c1", "f", Map.of(), "{}"),
                                hint("call"))),
                        Message.of(
                                Role.TOOL,
                                List.of(ToolResult.of("c1", "f", List.of(new Text("ok")), false), hint("result")))))
                .isEqualTo(Json.read("""
                [{"role":"user","content":[{"type":"input_text","text":"Q","x":"piece"}],"x":"top"},
                 {"role":"assistant","content":[
                   {"type":"output_text","text":"Yes"},{"type":"refusal","refusal":"No"}]},
                 {"type":"function_call","call_id":"c1","name":"f","arguments":"{}","x":"call"},
                 {"type":"function_call_output","call_id":"c1","output":"ok","x":"result"}]"""));
    }

    private static Hint hint(String where) {
        return new Hint(ResponsesWire.NAME, Map.of("x", where));
    }

    @Test
    void aPieceOfAnotherFormatIsRefused() {
        LLMRequest request = LLMRequest.builder()
                .message(Message.assistant(List.of(new Opaque("anthropic", Map.of("type", "x")))))
                .build();
        assertThatThrownBy(() -> adapter.execute(request))
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessage("openai-responses does not support a part of kind anthropic in an assistant message");
    }

    @Test
    void anAnswerWithPhaseReasoningAndCallsCanGoOnOverChatCompletions() {
        LLMResponse answer = answer("""
                [{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"gAAA"},
                 {"type":"message","id":"msg_1","role":"assistant","phase":"final_answer",
                  "content":[{"type":"output_text","text":"A"}]}]""");
        stub.answers(200, "{\"choices\":[{\"message\":{\"content\":\"B\"},\"finish_reason\":\"stop\"}]}");
        try (LLMAdapter chat = LLMAdapters.create(
                "openai",
                AdapterSettings.of(Map.of("OPENAI_API_KEY", StubProvider.KEY)).with("base_url", stub.url()))) {
            chat.execute(LLMRequest.builder()
                    .message(answer.toMessage())
                    .prompt("Go on")
                    .build());
        }
        assertThat(stub.requestBody().get("messages")).isEqualTo(Json.read("""
                [{"role":"assistant","content":"A"},{"role":"user","content":"Go on"}]"""));
    }
}
