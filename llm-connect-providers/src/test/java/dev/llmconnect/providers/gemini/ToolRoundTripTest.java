package dev.llmconnect.providers.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.RunConfig;
import dev.llmconnect.ToolCall;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.providers.StubProvider;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a turn with tools sends back, so that the model can go on. */
class ToolRoundTripTest {
    private static final String DONE = "{\"candidates\":[{\"finishReason\":\"STOP\"}]}";

    private final StubProvider stub = new StubProvider();
    private final LLMAdapter adapter = stub.adapter("gemini", "GEMINI_API_KEY");

    @AfterEach
    void close() {
        adapter.close();
        stub.close();
    }

    @Test
    void everyPartGoesBackAsItCameAndResultsFindTheirCallsByPosition() {
        String parts = """
                [{"text":"I look.","thought":true,"thoughtSignature":"dGhvdWdodA=="},
                 {"text":"Wait.","thoughtSignature":"dGV4dA=="},
                 {"functionCall":{"name":"weather","args":{"city":"Paris"}},"thoughtSignature":"Y2FsbA=="},
                 {"functionCall":{"name":"weather","args":{"city":"Rome"}}},
                 {"functionCall":{"id":"g1","name":"now","args":{}}},
                 {"executableCode":{"language":"PYTHON","code":"1"},"thoughtSignature":"Y29kZQ=="},
                 {"text":"","thoughtSignature":"ZW5k"}]""";
        stub.answers(
                200,
                "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":" + parts
                        + "},\"finishReason\":\"STOP\"}],\"responseId\":\"a/b-1\"}");
        LLMResponse answer = adapter.execute(LLMRequest.of("Weather?"));
        stub.request();
        List<ToolCall> calls = answer.toolCalls();
        assertThat(calls).extracting(ToolCall::id).containsExactly("gemini_call_ab-1_0", "gemini_call_ab-1_1", "g1");

        assertThat(contents(
                        Message.user("Weather?"),
                        answer.toMessage(),
                        Message.toolResult(calls.get(2), "noon"),
                        Message.toolResult(calls.get(1), "{\"sky\":\"grey\"}"),
                        Message.toolResult(calls.get(0), "[1]"),
                        Message.user("Go on.")))
                .isEqualTo(Json.read("""
                [{"role":"user","parts":[{"text":"Weather?"}]},
                 {"role":"model","parts":%s},
                 {"role":"user","parts":[
                   {"functionResponse":{"name":"weather","response":{"output":"[1]"}}},
                   {"functionResponse":{"name":"weather","response":{"sky":"grey"}}},
                   {"functionResponse":{"id":"g1","name":"now","response":{"output":"noon"}}}]},
                 {"role":"user","parts":[{"text":"Go on."}]}]""".formatted(parts)).raw());
    }

    @Test
    void aCallNoGeminiModelMadeIsMarkedAsSuchForThoseThatWantSignatures() {
        ToolCall first = ToolCall.of("call_1", "weather", Map.of("city", "Paris"), "{\"city\":\"Paris\"}");
        ToolCall second = ToolCall.of("call_2", "now", Map.of(), "");
        Message called = Message.assistant(List.of(
                Reasoning.of("I look.", "signature-of-another", Map.of("type", "thinking")),
                Reasoning.of("", "redacted", Map.of("data", "…")),
                new Text(""),
                first,
                second));
        String expected = """
                [{"role":"user","parts":[{"text":"(start of the conversation)"}]},
                 {"role":"model","parts":[
                   {"text":"I look.","thought":true},
                   {"functionCall":{"id":"call_1","name":"weather","args":{"city":"Paris"}}%s},
                   {"functionCall":{"id":"call_2","name":"now","args":{}}}]},
                 {"role":"user","parts":[
                   {"functionResponse":{"id":"call_1","name":"weather","response":{"error":"down"},
                      "parts":[{"inlineData":{"mimeType":"image/png","data":"AQID"}}]}},
                   {"functionResponse":{"id":"call_2","name":"now","response":{"output":"(no result)"}}}]}]""";
        Message result = Message.of(
                Role.TOOL,
                List.of(ToolResult.of(
                        "call_1",
                        "",
                        List.of(new Text("down"), Media.ofBytes("image/png", new byte[] {1, 2, 3})),
                        true)));
        assertThat(contents(called, result))
                .isEqualTo(Json.read(expected.formatted(
                                ",\"thoughtSignature\":\"c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I=\""))
                        .raw());
        assertThat(contents("gemini-2.5-flash", called, result))
                .isEqualTo(Json.read(expected.formatted("")).raw());
    }

    @Test
    void aTurnInWhichTheModelSaidNothingIsLeftOut() {
        assertThat(contents(Message.user("A"), Message.assistant(""), Message.user("B")))
                .isEqualTo(Json.read("""
                [{"role":"user","parts":[{"text":"A"},{"text":"B"}]}]""").raw());
    }

    private Object contents(Message... messages) {
        return contents("gemini-3.5-flash", messages);
    }

    private Object contents(String model, Message... messages) {
        stub.answers(200, DONE);
        adapter.execute(LLMRequest.builder()
                .messages(List.of(messages))
                .config(RunConfig.builder().modelName(model).build())
                .build());
        Object contents = stub.requestBody().get("contents").raw();
        return contents == null ? "none" : contents;
    }
}
