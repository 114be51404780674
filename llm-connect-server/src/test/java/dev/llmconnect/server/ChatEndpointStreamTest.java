package dev.llmconnect.server;

import static dev.llmconnect.server.OpenAIClient.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.StreamEvent.ToolCallDelta;
import dev.llmconnect.ToolCall;
import dev.llmconnect.WireFormat;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What clients of chat completions get as a stream, checked against the order in which OpenAI publishes chunks. */
class ChatEndpointStreamTest {
    private static final String HI = "\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";
    private static final String WITH_USAGE = HI + ",\"stream_options\":{\"include_usage\":true}";
    /** A role, any deltas, why it stopped, perhaps the usage, and the end; an error may come anywhere instead of the rest. */
    private static final String GRAMMAR = "role (delta )*(finish (usage )?done|error)";

    @RegisterExtension
    static final RunningServer SERVER = new RunningServer();

    private final OpenAIClient client = new OpenAIClient(SERVER);

    private List<Map<String, Object>> stream(LLMResponse response) {
        return stream(HI, LLMStream.of(response));
    }

    private List<Map<String, Object>> stream(String fields, LLMStream stream) {
        SERVER.adapter.stream = request -> stream;
        HttpResponse<String> response = client.chat(fields);
        assertThat(response.statusCode()).isEqualTo(200);
        return chunks(response.body());
    }

    private static List<Map<String, Object>> chunks(String body) {
        List<String> events = OpenAIClient.events(body);
        String order = events.stream().map(ChatEndpointStreamTest::kind).collect(Collectors.joining(" "));
        assertThat(order).matches(GRAMMAR);
        return events.stream()
                .filter(event -> !event.equals("[DONE]"))
                .map(OpenAIClient::json)
                .toList();
    }

    private static String kind(String event) {
        if (event.equals("[DONE]")) {
            return "done";
        }
        Map<String, Object> chunk = OpenAIClient.json(event);
        if (chunk.containsKey("error")) {
            return "error";
        }
        assertThat(chunk).containsEntry("object", "chat.completion.chunk").containsKeys("id", "created", "model");
        if (at(chunk, "choices.0") == null) {
            return chunk.get("usage") != null ? "usage" : "empty";
        }
        if (at(chunk, "choices.0.finish_reason") != null) {
            return "finish";
        }
        return at(chunk, "choices.0.delta.role") != null ? "role" : "delta";
    }

    private static String joined(List<Map<String, Object>> chunks, String field) {
        return chunks.stream()
                .map(chunk -> at(chunk, "choices.0.delta." + field))
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .collect(Collectors.joining());
    }

    @Test
    void aTextComesAsDeltasBetweenItsRoleAndItsEnd() {
        ScriptedStream script =
                new ScriptedStream(FakeAdapter.hello()).text("hel").text("lo").end();

        List<Map<String, Object>> chunks = stream(HI, script);

        assertThat(chunks).hasSize(4);
        assertThat(joined(chunks, "content")).isEqualTo("hello");
        assertThat(at(chunks.get(3), "choices.0.finish_reason")).isEqualTo("stop");
        assertThat(at(chunks.get(3), "model")).isEqualTo("fake-1");
        assertThat(at(chunks.get(3), "llm_connect.provider")).isEqualTo("fake");
        assertThat(chunks.stream().map(chunk -> chunk.get("id")).distinct()).hasSize(1);
    }

    @Test
    void theUsageComesLastWhereItIsAskedFor() {
        List<Map<String, Object>> chunks = stream(WITH_USAGE, LLMStream.of(FakeAdapter.hello()));

        Map<String, Object> last = chunks.get(chunks.size() - 1);
        assertThat(last).containsEntry("choices", List.of());
        assertThat(at(last, "usage.total_tokens")).isEqualTo(5L);
        assertThat(at(last, "llm_connect.provider")).isEqualTo("fake");
        assertThat(chunks.get(chunks.size() - 2)).doesNotContainKey("llm_connect");
    }

    @Test
    void interleavedToolCallsKeepTheirIndexesAndNameThemselvesOnce() {
        LLMResponse response = LLMResponse.builder()
                .toolCalls(List.of(
                        ToolCall.of("a", "f", Map.of(), "{}").withExtras(Map.of("sig", "s")),
                        ToolCall.of("b", "g", Map.of(), "{}")))
                .build();
        ScriptedStream script = new ScriptedStream(response)
                .event(new ToolCallDelta(0, "a", "f", "{"))
                .event(new ToolCallDelta(1, "b", "g", ""))
                .event(new ToolCallDelta(0, null, null, "}"))
                .event(new ToolCallDelta(1, null, null, "{}"))
                .end();

        List<Map<String, Object>> chunks = stream(HI, script);

        List<Object> calls = new ArrayList<>();
        chunks.subList(1, 5).forEach(chunk -> calls.add(at(chunk, "choices.0.delta.tool_calls.0")));
        assertThat(calls)
                .containsExactly(
                        OpenAIClient.json(
                                "{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}"),
                        OpenAIClient.json(
                                "{\"index\":1,\"id\":\"b\",\"type\":\"function\",\"function\":{\"name\":\"g\",\"arguments\":\"\"}}"),
                        OpenAIClient.json("{\"index\":0,\"function\":{\"arguments\":\"}\"}}"),
                        OpenAIClient.json("{\"index\":1,\"function\":{\"arguments\":\"{}\"}}"));
        assertThat(at(chunks.get(0), "choices.0.delta.content")).isNull();
        assertThat(at(chunks.get(5), "choices.0.finish_reason")).isEqualTo("tool_calls");
        assertThat(at(chunks.get(5), "choices.0.delta.tool_calls"))
                .isEqualTo(List.of(OpenAIClient.json("{\"index\":0,\"llm_connect\":{\"sig\":\"s\"}}")));
    }

    @Test
    void aCustomToolsTextIsNotCalledArguments() {
        LLMResponse whole = LLMResponse.builder()
                .toolCalls(List.of(ToolCall.of("a", "sql", Map.of(), "SELECT")))
                .build();
        ScriptedStream script = new ScriptedStream(whole)
                .event(new ToolCallDelta(0, "a", "sql", "SEL"))
                .event(new ToolCallDelta(0, null, null, "ECT"))
                .end();

        List<Map<String, Object>> chunks =
                stream(HI + ",\"tools\":[{\"type\":\"custom\",\"custom\":{\"name\":\"sql\"}}]", script);

        assertThat(at(chunks.get(1), "choices.0.delta.tool_calls.0"))
                .isEqualTo(
                        OpenAIClient.json(
                                "{\"index\":0,\"id\":\"a\",\"type\":\"custom\",\"custom\":{\"name\":\"sql\",\"input\":\"SEL\"}}"));
        assertThat(at(chunks.get(2), "choices.0.delta.tool_calls.0.custom.input"))
                .isEqualTo("ECT");
    }

    @Test
    void reasoningAndRefusalHaveDeltasOfTheirOwn() {
        List<Map<String, Object>> chunks = stream(LLMResponse.builder()
                .reasoning("hm")
                .refusal("no")
                .finishReason(FinishReason.CONTENT_FILTER)
                .build());

        assertThat(joined(chunks, "reasoning_content")).isEqualTo("hm");
        assertThat(joined(chunks, "refusal")).isEqualTo("no");
        assertThat(joined(chunks, "content")).isEmpty();
    }

    @Test
    void anEmptyAnswerIsAStreamToo() {
        assertThat(stream(LLMResponse.builder().build())).hasSize(2);
    }

    @Test
    void whatAProviderOfTheSameFormatSaidBeyondComesWithTheEnd() {
        List<Map<String, Object>> chunks = stream(LLMResponse.builder()
                .content("x")
                .wireFields(WireFormat.OPENAI_CHAT, OpenAIClient.json("""
                        {"id":"chatcmpl-theirs","system_fingerprint":"fp_1",
                         "choices":[{"logprobs":{"content":[1]},"message":{"mood":"good"}}],"usage":{"cost":1}}"""))
                .build());

        Map<String, Object> last = chunks.get(chunks.size() - 1);
        assertThat(last)
                .containsEntry("system_fingerprint", "fp_1")
                .containsEntry("id", chunks.get(0).get("id"));
        assertThat(at(last, "choices.0.logprobs.content.0")).isEqualTo(1L);
        assertThat(at(last, "choices.0.delta.mood")).isEqualTo("good");
    }

    @Test
    void aFailureInTheMiddleIsToldAndTheStreamHasNoCleanEnd() {
        LLMApiException cut = new LLMApiException("cut off", null, ErrorDetails.of("fake", FailureReason.TRUNCATED));
        ScriptedStream script =
                new ScriptedStream(FakeAdapter.hello()).text("hel").fail(cut);
        SERVER.adapter.stream = request -> script;
        RawClient.Answer answer;
        try (RawClient raw = SERVER.raw()) {
            answer = raw.post("/v1/chat/completions", "{\"model\":\"m\"," + HI + "}")
                    .readCut();
        }

        List<Map<String, Object>> chunks = chunks(answer.body());

        assertThat(at(chunks.get(chunks.size() - 1), "error.message")).isEqualTo("cut off");
        assertThat(at(chunks.get(chunks.size() - 1), "error.type")).isEqualTo("server_error");
    }

    @Test
    void aFailureBeforeTheFirstEventIsAnOrdinaryError() {
        ScriptedStream script = new ScriptedStream(FakeAdapter.hello())
                .fail(new LLMApiException("down", null, ErrorDetails.of("fake", FailureReason.SERVER)));
        SERVER.adapter.stream = request -> script;

        assertThat(client.chat(HI).statusCode()).isEqualTo(502);
    }

    @Test
    void whatTheProviderSaidBeforeItsAnswerStandsInEachChunk() {
        LLMResponse soFar = LLMResponse.builder()
                .model("theirs-1")
                .wireFields(WireFormat.OPENAI_CHAT, Map.of("id", "chatcmpl-theirs", "created", 7L))
                .build();
        ScriptedStream script = new ScriptedStream(
                        soFar.toBuilder().content("x").build())
                .event(new StreamEvent.Start(soFar))
                .text("x")
                .event(new StreamEvent.PartEnd(List.of()))
                .end();

        List<Map<String, Object>> chunks = stream(HI, script);

        assertThat(chunks)
                .hasSize(3)
                .allSatisfy(chunk -> assertThat(chunk)
                        .containsEntry("id", "chatcmpl-theirs")
                        .containsEntry("created", 7L)
                        .containsEntry("model", "theirs-1"));
    }
}
