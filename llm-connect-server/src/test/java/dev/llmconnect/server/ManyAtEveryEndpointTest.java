package dev.llmconnect.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Citation;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.ToolCall;
import dev.llmconnect.Usage;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No endpoint reads a request or writes an answer in a time that grows with the square of anything that one can hold many of. 100,000 take
 * a second at most; work that goes through all of them for each takes minutes.
 */
@Tag("slow")
class ManyAtEveryEndpointTest {
    private static final int MANY = 100_000;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static final Map<String, String> PROMPTS = Map.of(
            "/execute", "\"prompt\":\"Hi\"",
            "/api/chat", "\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]",
            "/v1/chat/completions", "\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]",
            "/v1/messages", "\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]",
            "/v1/responses", "\"model\":\"m\",\"input\":\"Hi\"");

    @RegisterExtension
    static final RunningServer SERVER = new RunningServer(ServerLimits.builder()
            .maxBufferedBytes(4L << 30)
            .maxBodyBytes(64 << 20)
            .build());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/execute|{'prompt':'Hi','config':{'model_params':{|'p§':1|}}}",
                "/execute|{'prompt':'Hi','config':{'model_params':{'stop':[|'s§'|]}}}",
                "/execute|{'prompt':'Hi',|'unknown§':1|}",
                "/v1/chat/completions|{'model':'m','messages':[|{'role':'user','content':'u'},{'role':'assistant','content':'a'}|]}",
                "/v1/chat/completions|{'model':'m','messages':[{'role':'user','content':[|{'type':'text','text':'x','cache_control':{'type':'ephemeral'}}|]}]}",
                "/v1/chat/completions|{'model':'m','messages':[{'role':'user','content':'u'},{'role':'assistant','tool_calls':[|{'id':'c§','type':'function','function':{'name':'f§','arguments':'{}'}}|]}]}",
                "/v1/chat/completions|{'model':'m','messages':[{'role':'user','content':'u'},|{'role':'tool','tool_call_id':'c§','content':'r'}|]}",
                "/v1/chat/completions|{'model':'m','messages':[{'role':'user','content':'u'}],'tools':[|{'type':'function','function':{'name':'f§'}}|]}",
                "/v1/chat/completions|{'model':'m','messages':[{'role':'user','content':'u'}],'stop':[|'s§'|]}",
                "/v1/chat/completions|{'model':'m','messages':[{'role':'user','content':'u'}],'metadata':{|'k§':'v'|}}",
                "/v1/chat/completions|{'model':'m','messages':[{'role':'user','content':'u'}],|'unknown§':1|}",
                "/v1/messages|{'model':'m','max_tokens':9,'messages':[|{'role':'user','content':'u'},{'role':'assistant','content':'a'}|,{'role':'user','content':'u'}]}",
                "/v1/messages|{'model':'m','max_tokens':9,'messages':[{'role':'user','content':[|{'type':'text','text':'x','cache_control':{'type':'ephemeral'}}|]}]}",
                "/v1/messages|{'model':'m','max_tokens':9,'messages':[{'role':'user','content':'u'},{'role':'assistant','content':[|{'type':'tool_use','id':'t§','name':'f','input':{}}|]}]}",
                "/v1/messages|{'model':'m','max_tokens':9,'messages':[{'role':'user','content':[|{'type':'tool_result','tool_use_id':'t§','content':'r'}|]}]}",
                "/v1/messages|{'model':'m','max_tokens':9,'messages':[{'role':'user','content':'u'}],'tools':[|{'name':'f§','input_schema':{'type':'object'}}|]}",
                "/v1/messages|{'model':'m','max_tokens':9,'messages':[{'role':'user','content':'u'}],'stop_sequences':[|'s§'|]}",
                "/v1/messages|{'model':'m','max_tokens':9,'system':[|{'type':'text','text':'s'}|],'messages':[{'role':'user','content':'u'}]}",
                "/v1/messages|{'model':'m','max_tokens':9,'messages':[{'role':'user','content':'u'}],|'unknown§':1|}",
                "/v1/messages/count_tokens|{'model':'m','messages':[|{'role':'user','content':'u'},{'role':'assistant','content':'a'}|,{'role':'user','content':'u'}]}",
                "/v1/responses|{'model':'m','input':[|{'role':'user','content':'u'},{'role':'assistant','content':'a'}|]}",
                "/v1/responses|{'model':'m','input':[{'role':'user','content':[|{'type':'input_text','text':'x'}|]}]}",
                "/v1/responses|{'model':'m','input':[{'role':'user','content':'u'},|{'type':'function_call','call_id':'c§','name':'f','arguments':'{}'}|]}",
                "/v1/responses|{'model':'m','input':[{'role':'user','content':'u'},|{'type':'function_call_output','call_id':'c§','output':'r'}|]}",
                "/v1/responses|{'model':'m','input':[{'role':'user','content':'u'},|{'type':'reasoning','id':'r§','summary':[]}|]}",
                "/v1/responses|{'model':'m','input':'u','tools':[|{'type':'function','name':'f§','parameters':{}}|]}",
                "/v1/responses|{'model':'m','input':'u','include':[|'i§'|]}",
                "/v1/responses|{'model':'m','input':'u','metadata':{|'k§':'v'|}}",
                "/v1/responses|{'model':'m','input':'u',|'unknown§':1|}",
                "/api/chat|{'model':'m','messages':[|{'role':'user','content':'u'},{'role':'assistant','content':'a'}|]}",
                "/api/chat|{'model':'m','messages':[{'role':'user'},{'role':'assistant','tool_calls':[|{'function':{'name':'f','arguments':{}}}|]},{'role':'tool','tool_name':'f','content':'r'}]}",
                "/api/chat|{'model':'m','messages':[{'role':'user'},|{'role':'assistant','tool_calls':[{'function':{'name':'f'}}]},{'role':'tool','tool_name':'f','content':'r'}|]}",
                "/api/chat|{'model':'m','messages':[{'role':'user'},|{'role':'tool','tool_name':'f§','content':'r'}|]}",
                "/api/chat|{'model':'m','messages':[{'role':'user'}],'options':{|'o§':1|}}",
                "/api/chat|{'model':'m','messages':[{'role':'user'}],'tools':[|{'function':{'name':'f§'}}|]}",
                "/v1beta/models/m:generateContent|{'contents':[|{'parts':[{'text':'u'}]},{'role':'model','parts':[{'text':'a'}]}|]}",
                "/v1beta/models/m:generateContent|{'contents':[{'role':'model','parts':[|{'text':'a'}|]}]}",
                "/v1beta/models/m:generateContent|{'contents':[|{'role':'model','parts':[{'text':'t','thought':true},{'text':'a','thoughtSignature':'c2ln'}]}|]}",
                "/v1beta/models/m:generateContent|{'contents':[|{'role':'model','parts':[{'functionCall':{'name':'f'}}]},{'parts':[{'functionResponse':{'name':'f','response':{}}}]}|]}",
                "/v1beta/models/m:generateContent|{'contents':[{'parts':[{'text':'u'}]}],'tools':[{'functionDeclarations':[|{'name':'f§'}|]}]}",
                "/v1beta/models/m:generateContent|{'contents':[{'parts':[{'text':'u'}]}],|'unknown§':1|}",
                "/v1beta/models/m:batchEmbedContents|{'requests':[|{'content':{'parts':[{'text':'x§'}]}}|]}",
                "/api/embed|{'model':'m','input':[|'x§'|]}",
                "/v1/embeddings|{'model':'m','input':[|'x§'|]}",
                "/v1/embeddings|{'model':'m','input':[|[1,2]|]}"
            })
    void aRequestOfMany(String path, String before, String element, String after) {
        String body = (before + joined(element) + after).replace('\'', '"');
        HttpResponse<String> answer = fast(path, body);
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 400);
        assertThat(answer.body()).doesNotContain("internal_error");
    }

    private static String joined(String element) {
        String[] pieces = element.split("§", -1);
        return IntStream.range(0, MANY)
                .mapToObj(i -> String.join(String.valueOf(i), pieces))
                .collect(Collectors.joining(","));
    }

    private static HttpResponse<String> fast(String path, String body) {
        long began = System.nanoTime();
        HttpResponse<String> answer = SERVER.send(path, request -> request.POST(BodyPublishers.ofString(body)));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LIMIT);
        return answer;
    }

    private static Map<String, Supplier<LLMResponse>> answers() {
        Map<String, Supplier<LLMResponse>> all = new LinkedHashMap<>();
        all.put("texts", () -> answer(list(i -> new Text("x"))));
        all.put("tool calls", () -> answer(list(ManyAtEveryEndpointTest::call)));
        all.put("thoughts", () -> answer(list(i -> Reasoning.of("t", "s" + i, Map.of("type", "thinking", "n", i)))));
        all.put("sources", () -> {
            List<ContentPart> cited = new ArrayList<>(List.of(new Text("x")));
            cited.addAll(list(i -> Citation.builder().url("https://e/" + i).build()));
            return answer(cited);
        });
        all.put("texts, calls and thoughts", () -> {
            List<ContentPart> mixed = new ArrayList<>();
            for (int i = 0; i < MANY / 3; i++) {
                mixed.add(new Text("x"));
                mixed.add(call(i));
                mixed.add(Reasoning.of("t"));
            }
            return answer(mixed);
        });
        all.put(
                "metadata",
                () -> answer(List.of(new Text("x"))).withMetadata(known -> {
                    IntStream.range(0, MANY).forEach(i -> known.extra("m" + i, List.of(i)));
                    return known.droppedParams(
                            IntStream.range(0, MANY).mapToObj(i -> "p" + i).toList());
                }));
        return all;
    }

    static Stream<Arguments> answersOfEveryEndpoint() {
        return PROMPTS.keySet().stream()
                .sorted()
                .flatMap(path -> answers().keySet().stream()
                        .flatMap(what -> Stream.of(false, true).map(stream -> Arguments.of(path, what, stream))));
    }

    @ParameterizedTest
    @MethodSource("answersOfEveryEndpoint")
    void anAnswerOfMany(String path, String what, boolean stream) {
        LLMResponse whole = answers().get(what).get();
        SERVER.adapter.answer = request -> whole;
        HttpResponse<String> answer = fast(path, "{" + PROMPTS.get(path) + ",\"stream\":" + stream + "}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("internal_error");
    }

    static Stream<Arguments> streamsOfEveryEndpoint() {
        return PROMPTS.keySet().stream()
                .sorted()
                .flatMap(path -> Stream.of("texts", "thoughts and texts", "calls side by side", "pieces of a call")
                        .map(what -> Arguments.of(path, what)));
    }

    @ParameterizedTest
    @MethodSource("streamsOfEveryEndpoint")
    void aStreamOfMany(String path, String what) {
        SERVER.adapter.stream = request -> stream(what);
        HttpResponse<String> answer = fast(path, "{" + PROMPTS.get(path) + ",\"stream\":true}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("internal_error", "event: error", "response.failed", "\"error\":{");
    }

    private static LLMStream stream(String what) {
        List<StreamEvent> events = new ArrayList<>();
        List<ContentPart> parts = new ArrayList<>();
        switch (what) {
            case "texts" -> {
                IntStream.range(0, MANY).forEach(i -> events.add(new StreamEvent.Text("x")));
                parts.add(new Text("x".repeat(MANY)));
            }
            case "thoughts and texts" -> {
                for (int i = 0; i < MANY / 2; i++) {
                    events.add(new StreamEvent.Reasoning("t"));
                    events.add(new StreamEvent.Text("x"));
                }
                parts.add(Reasoning.of("t".repeat(MANY / 2)));
                parts.add(new Text("x".repeat(MANY / 2)));
            }
            case "calls side by side" -> {
                for (int i = 0; i < MANY; i++) {
                    events.add(new StreamEvent.ToolCallDelta(i, "c" + i, "f", "{"));
                }
                for (int i = 0; i < MANY; i++) {
                    events.add(new StreamEvent.ToolCallDelta(i, null, null, "}"));
                }
                for (int i = 0; i < MANY; i++) {
                    events.add(new StreamEvent.PartEnd(List.of(call(i))));
                    parts.add(call(i));
                }
            }
            default -> {
                events.add(new StreamEvent.ToolCallDelta(0, "c0", "f", "{\"a\":\""));
                IntStream.range(0, MANY).forEach(i -> events.add(new StreamEvent.ToolCallDelta(0, null, null, "x")));
                events.add(new StreamEvent.ToolCallDelta(0, null, null, "\"}"));
                String text = "x".repeat(MANY);
                parts.add(ToolCall.of("c0", "f", Map.of("a", text), "{\"a\":\"" + text + "\"}"));
            }
        }
        ScriptedStream stream = new ScriptedStream(answer(parts));
        events.forEach(stream::event);
        return stream.end();
    }

    private static ToolCall call(int i) {
        return ToolCall.of("c" + i, "f", Map.of(), "{}");
    }

    private static LLMResponse answer(List<? extends ContentPart> parts) {
        LLMResponse.Builder answer =
                LLMResponse.builder().model("m").usage(Usage.of(1, 1)).finishReason(FinishReason.STOP);
        parts.forEach(answer::part);
        return answer.build();
    }

    private static <T> List<T> list(IntFunction<T> element) {
        return IntStream.range(0, MANY).mapToObj(element).toList();
    }
}
