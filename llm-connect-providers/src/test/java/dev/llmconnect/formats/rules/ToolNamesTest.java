package dev.llmconnect.formats.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolCall;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.providers.StubProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A name that a provider refuses is sent under another, and its own comes back in answers and streams. */
class ToolNamesTest {
    private static final String LONG =
            "mcp__a_server_with_a_long_name__and_a_tool_with_a_name_that_is_longer_than_most";
    private static final List<Tool> TOOLS = List.of(
            Tool.of(LONG + "_1", "first", Map.of()),
            Tool.of(LONG + "_2", "second", Map.of()),
            Tool.of("files.read", "third", Map.of()));

    private static final String CHAT = """
            {"model":"m","choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant","content":null,
              "tool_calls":[{"id":"c1","type":"function","function":{"name":"NAME","arguments":"{}"}},
                            {"id":"c2","type":"function","function":{"name":"unknown","arguments":"{}"}}]}}]}""";
    private static final String CHAT_STREAM = """
            data: {"model":"m","choices":[{"index":0,"delta":{"role":"assistant","tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"NAME","arguments":""}}]}}]}

            data: {"model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]},"finish_reason":"tool_calls"}]}

            data: [DONE]

            """;
    private static final String MESSAGES = """
            {"type":"message","role":"assistant","model":"m","stop_reason":"tool_use","content":[
              {"type":"tool_use","id":"t1","name":"NAME","input":{}}],"usage":{"input_tokens":1,"output_tokens":1}}""";

    private static LLMRequest request() {
        return LLMRequest.builder().prompt("Hi").tools(TOOLS).build();
    }

    /** The names of the tools as they are sent. */
    private static List<String> sent(String provider, String key, String field) {
        try (StubProvider stub = new StubProvider().answers(500, "{}");
                LLMAdapter adapter = stub.adapter(provider, key)) {
            try {
                adapter.execute(request());
            } catch (RuntimeException e) {
                // Only the question matters.
            }
            List<String> names = new ArrayList<>();
            for (JsonNode tool : stub.requestBody().items("tools")) {
                names.add((field.isEmpty() ? tool : tool.get(field)).textOrEmpty("name"));
            }
            return names;
        }
    }

    @Test
    void theSameNameIsSentUnderTheSameOtherInEveryRequest() {
        List<String> names = sent("openai", "OPENAI_API_KEY", "function");

        assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.matches("[a-zA-Z0-9_-]{1,64}"));
        assertThat(names.get(0)).startsWith("mcp__a_server_with_a_long_name__and_a_tool");
        assertThat(sent("openai", "OPENAI_API_KEY", "function")).isEqualTo(names);
    }

    @Test
    void theOwnNameComesBackInAnAnswer() {
        for (int i = 0; i < TOOLS.size(); i++) {
            String name = sent("openai", "OPENAI_API_KEY", "function").get(i);
            try (StubProvider stub = new StubProvider().answers(200, CHAT.replace("NAME", name));
                    LLMAdapter adapter = stub.adapter("openai", "OPENAI_API_KEY")) {
                LLMResponse answer = adapter.execute(request());

                assertThat(answer.toolCalls().stream().map(ToolCall::name))
                        .containsExactly(TOOLS.get(i).name(), "unknown");
                assertThat(answer.toMessage().parts().stream()
                                .filter(ToolCall.class::isInstance)
                                .map(part -> ((ToolCall) part).name()))
                        .containsExactly(TOOLS.get(i).name(), "unknown");
            }
        }
    }

    @Test
    void theOwnNameComesBackInAnotherFormatToo() {
        String name = sent("anthropic", "ANTHROPIC_API_KEY", "").get(2);
        try (StubProvider stub = new StubProvider().answers(200, MESSAGES.replace("NAME", name));
                LLMAdapter adapter = stub.adapter("anthropic", "ANTHROPIC_API_KEY")) {
            assertThat(adapter.execute(request()).toolCalls())
                    .extracting(ToolCall::name)
                    .containsExactly("files.read");
            assertThat(name).isNotEqualTo("files.read");
        }
    }

    @Test
    void theOwnNameComesBackInAStream() {
        String name = sent("openai", "OPENAI_API_KEY", "function").get(0);
        try (StubProvider stub = new StubProvider().streams(CHAT_STREAM.replace("NAME", name));
                LLMAdapter adapter = stub.adapter("openai", "OPENAI_API_KEY");
                LLMStream stream = adapter.stream(request())) {
            List<String> told = new ArrayList<>();
            stream.forEach(event -> {
                if (event instanceof StreamEvent.ToolCallDelta delta && delta.name() != null) {
                    told.add(delta.name());
                }
            });

            assertThat(told).containsExactly(LONG + "_1");
            assertThat(stream.response().toolCalls()).extracting(ToolCall::name).containsExactly(LONG + "_1");
        }
    }
}
