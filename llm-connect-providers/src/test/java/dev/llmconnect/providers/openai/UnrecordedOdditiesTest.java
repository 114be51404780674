package dev.llmconnect.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.providers.StubProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What providers are known to send, and the recordings at hand do not show: whole answers, and the chunks of streams. */
class UnrecordedOdditiesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            # Azure's content filter leaves no message
            {"index":0,"finish_reason":"content_filter","content_filter_results":{}} | '' | - | [] | content_filter
            # Cloudflare has parsed a structured answer
            {"message":{"content":{"a":[1,null]}},"finish_reason":"stop"} | {"a":[1,null]} | - | [] | stop
            {"message":{"content":null,"function_call":{"name":"f","arguments":"{}"}},"finish_reason":"function_call"} | '' | - | [f{}] | tool_calls
            {"message":{"tool_calls":[{"id":"a","function":{"name":"f","arguments":"null"}}]},"finish_reason":"stop"} | '' | - | [f{}] | tool_calls
            {"message":{"tool_calls":[{"id":"a","function":{"name":"f"}}]},"finish_reason":"tool_calls"} | '' | - | [f{}] | tool_calls
            {"message":{"tool_calls":[{"id":"a","type":"custom","custom":{"name":"f","input":"x y"}}]},"finish_reason":"tool_calls"} | '' | - | [fx y] | tool_calls
            {"message":{"content":"b","reasoning":"a","reasoning_details":[{"type":"reasoning.text","text":"a"}]},"finish_reason":"stop"} | b | a | [] | stop
            {"message":{"content":"b","reasoning":"a","reasoning_content":"a"},"finish_reason":"stop"} | b | a | [] | stop
            {"message":{"content":"<think>a"},"finish_reason":"length"} | '' | a | [] | length
            {"message":{"content":"","refusal":"","annotations":null,"audio":null},"finish_reason":"length"} | '' | - | [] | length
            """)
    void ofAnswers(String choice, String content, @Nullable String reasoning, String calls, String finish) {
        try (StubProvider stub = new StubProvider().answers(200, "{\"choices\":[" + choice + "]}");
                LLMAdapter adapter = stub.adapter("openai", "OPENAI_API_KEY")) {
            check(adapter.execute(LLMRequest.of("Hello")), content, reasoning, calls, finish);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            # a choice without a delta, and an end without a reason
            {"choices":[{"index":0,"delta":{"content":"a"}}]};{"choices":[{"index":0,"content_filter_offsets":{}}]};[DONE] | a | [] | stop
            {"id":"","model":"","choices":[]};{"choices":[{"delta":{"role":null,"content":"a"},"finish_reason":""}]};{"choices":[{"delta":{},"finish_reason":"stop"}]} | a | [] | stop
            {"choices":[{"index":1,"delta":{"content":"x"}},{"index":0,"delta":{"content":"a"}}]};{"choices":[{"index":1,"delta":{},"finish_reason":"stop"}]};{"choices":[{"index":0,"delta":{},"finish_reason":"length"}]};[DONE] | a | [] | length
            {"choices":[{"delta":{"tool_calls":[{"id":"a","function":{"name":"f","arguments":null}}]}}]};{"choices":[{"delta":{"tool_calls":[{"id":"a","function":{"name":"f","arguments":"{}"}}]},"finish_reason":"stop"}]} | '' | [f{}] | tool_calls
            {"choices":[{"delta":{"content":"a"},"finish_reason":"stop"}],"usage":null};{"choices":[{"delta":{"content":""},"finish_reason":"stop"}],"usage":{"prompt_tokens":null}};[DONE] | a | [] | stop
            """)
    void ofStreams(String chunks, String content, String calls, String finish) {
        String events = "data: " + chunks.replace(";", "\n\ndata: ") + "\n\n";
        try (StubProvider stub = new StubProvider().streams(events);
                LLMAdapter adapter = stub.adapter("openai", "OPENAI_API_KEY");
                LLMStream stream = adapter.stream(LLMRequest.of("Hello"))) {
            check(stream.response(), content, null, calls, finish);
        }
    }

    private static void check(
            LLMResponse answer, String content, @Nullable String reasoning, String calls, String finish) {
        assertThat(answer.content()).isEqualTo(content);
        assertThat(answer.reasoning().orElse(null)).isEqualTo(reasoning);
        assertThat(answer.toolCalls().stream()
                        .map(call -> call.name() + call.argumentsJson())
                        .toList())
                .hasToString(calls);
        assertThat(answer.finishReason().value()).isEqualTo(finish);
    }
}
