package dev.llmconnect.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.ContentPart;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.Message;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolCall;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.Usage;
import dev.llmconnect.formats.json.StrictJsonParser;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExecuteTest {
    @RegisterExtension
    static final RunningServer SERVER = new RunningServer();

    @Test
    void healthIsExactlyStatusOk() {
        HttpResponse<String> answer = SERVER.get("/health");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"status\":\"ok\"}");
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(SERVER.adapter.requests).isEmpty();
    }

    @Test
    void anAnswerHasAllFiveFieldsAndNamesProviderAndRequest() {
        HttpResponse<String> answer = SERVER.execute("{\"prompt\":\"Hi\"}");
        assertThat(answer.statusCode()).isEqualTo(200);
        Map<String, Object> json = json(answer);
        String id = answer.headers().firstValue("x-request-id").orElseThrow();
        assertThat(json)
                .containsOnlyKeys("content", "model", "usage", "finish_reason", "metadata")
                .containsEntry("content", "hello")
                .containsEntry("model", "fake-1")
                .containsEntry("finish_reason", "stop")
                .containsEntry("usage", Map.of("prompt_tokens", 3L, "completion_tokens", 2L, "total_tokens", 5L))
                .containsEntry("metadata", Map.of("provider", "fake", "request_id", id));
        assertThat(SERVER.adapter.onlyRequest().messages().get(0).text()).isEqualTo("Hi");
        assertThat(SERVER.adapter.onlyRequest().requestId()).isEqualTo(id);
    }

    @Test
    void anEmptyAnswerHasAllFiveFieldsToo() {
        SERVER.adapter.answer = request -> LLMResponse.builder().build();
        assertThat(json(SERVER.execute("{\"prompt\":\"Hi\"}")))
                .containsEntry("content", "")
                .containsEntry("model", "")
                .containsEntry("usage", Map.of("prompt_tokens", 0L, "completion_tokens", 0L, "total_tokens", 0L));
    }

    @Test
    void metadataOfAnyKindBecomesJson() {
        SERVER.adapter.answer = request -> LLMResponse.builder()
                .usage(Usage.builder()
                        .inputTokens(1)
                        .cacheReadTokens(1)
                        .outputTokens(2)
                        .build())
                .metadata(known -> known.provider("inner"))
                .metadata(known -> known.extra(
                        "odd", List.of(Double.NaN, Duration.ofSeconds(2), new BigDecimal("1.10"), Map.of(1, true))))
                .build();
        assertThat(json(SERVER.execute("{\"prompt\":\"Hi\"}")).get("metadata"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("provider", "inner")
                .containsEntry("usage_details", Map.of("cached_tokens", 1L))
                .containsEntry("odd", List.of("NaN", "PT2S", new BigDecimal("1.10"), Map.of("1", true)));
    }

    @Test
    void configReachesTheAdapterAndNumbersStayExact() {
        SERVER.execute("""
                {"prompt":"Hi","ignored":1,"config":{"model_name":"m","temperature":0,"max_tokens":100.0,"timeout_seconds":7,
                 "max_depth":null,"model_params":{"seed":18446744073709551615,"small":9007199254740993,"huge":1e1000000000,
                 "exact":0.10000000000000000000000001,"nothing":null,"list":[1,"ü\\uD83D\\uDE00"]}}}""");
        var config = SERVER.adapter.onlyRequest().config();
        assertThat(config.modelName()).isEqualTo("m");
        assertThat(config.temperatureIfSet()).contains(0.0);
        assertThat(config.maxTokensIfSet()).contains(100);
        assertThat(config.timeoutIfSet()).contains(Duration.ofSeconds(7));
        assertThat(config.maxDepth()).isEmpty();
        assertThat(config.modelParams())
                .containsEntry("seed", new BigInteger("18446744073709551615"))
                .containsEntry("small", 9007199254740993L)
                .containsEntry("huge", new BigDecimal("1e1000000000"))
                .containsEntry("exact", new BigDecimal("0.10000000000000000000000001"))
                .containsEntry("nothing", null)
                .containsEntry("list", List.of(1L, "ü😀"));
    }

    @Test
    void aConversationWithToolsReachesTheAdapter() {
        SERVER.execute("""
                {"messages":[{"role":"system","content":"Be kind"},
                  {"role":"user","content":[{"type":"text","text":"Look"},
                    {"type":"image","mime_type":"image/png","base64":"AAAA"}]},
                  {"role":"assistant","tool_calls":[{"id":"c1","name":"wave","arguments":{"hand":"left"}}]},
                  {"role":"tool","tool_call_id":"c1","content":"waved"}],
                 "tools":[{"name":"wave","parameters":{"type":"object"}}],"tool_choice":"required",
                 "response_format":{"type":"json_object"},"tags":{"team":"triage"},"session":"s-1"}""");

        LLMRequest request = SERVER.adapter.onlyRequest();
        ToolCall call = ToolCall.of("c1", "wave", Map.of("hand", "left"));
        assertThat(request.messages())
                .containsExactly(
                        Message.system("Be kind"),
                        Message.user(
                                List.of(new ContentPart.Text("Look"), ContentPart.Media.ofBase64("image/png", "AAAA"))),
                        Message.assistant(List.of(call)),
                        Message.toolResult(call, "waved"));
        assertThat(request.tools()).containsExactly(Tool.of("wave", "", Map.of("type", "object")));
        assertThat(request.toolChoice()).contains(ToolChoice.REQUIRED);
        assertThat(request.responseFormat()).contains(ResponseFormat.JSON_OBJECT);
        assertThat(request.context().tags()).isEqualTo(Map.of("team", "triage"));
        assertThat(request.context().session()).contains("s-1");
    }

    @Test
    void partsComeOnlyToThoseWhoAskForThem() {
        List<ContentPart> parts = List.of(
                ContentPart.Reasoning.of("hm", "signature", Map.of()),
                new ContentPart.Text("I wave"),
                ToolCall.of("c1", "wave", Map.of("hand", "left")));
        SERVER.adapter.answer = request -> LLMResponse.builder().parts(parts).build();

        assertThat(json(SERVER.execute("{\"prompt\":\"Hi\"}")))
                .containsOnlyKeys("content", "model", "usage", "finish_reason", "metadata")
                .extractingByKey("metadata", InstanceOfAssertFactories.MAP)
                .containsEntry("reasoning", "hm")
                .containsEntry(
                        "tool_calls", List.of(Map.of("id", "c1", "name", "wave", "arguments", Map.of("hand", "left"))));
        assertThat(json(SERVER.execute("{\"prompt\":\"Hi\",\"parts\":true}")))
                .containsEntry(
                        "parts",
                        List.of(
                                Map.of("type", "reasoning", "text", "hm", "signature", "signature"),
                                Map.of("type", "text", "text", "I wave"),
                                Map.of(
                                        "type",
                                        "tool_call",
                                        "id",
                                        "c1",
                                        "name",
                                        "wave",
                                        "arguments",
                                        Map.of("hand", "left"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | prompt is missing; it must be a non-empty string",
                "{\"prompt\":\"x\",\"messages\":[{\"role\":\"user\",\"content\":\"y\"}]} | prompt and messages exclude"
                        + " each other; send one of them",
                "{\"messages\":[{\"role\":\"user\",\"contnt\":\"y\"}]} | unknown field `messages[0].contnt`; did you"
                        + " mean `content`?",
                "{\"prompt\":\"x\",\"parts\":1} | parts must be true or false, got a number",
                "{\"prompt\":\"x\",\"session\":1} | session must be a string of 1 to 256 characters"
            })
    void aWrongConversationIsRefusedByName(String body, String message) {
        HttpResponse<String> answer = SERVER.execute(body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer)).containsEntry("error", "invalid_request").containsEntry("message", message);
        assertThat(SERVER.adapter.requests).isEmpty();
    }

    @Test
    void callsRunOnVirtualThreadsWhereTheJvmHasThem() {
        List<String> threads = new CopyOnWriteArrayList<>();
        SERVER.adapter.answer = request -> {
            threads.add(Thread.currentThread().toString());
            return FakeAdapter.hello();
        };
        SERVER.execute("{\"prompt\":\"Hi\"}");
        boolean expected = Runtime.version().feature() >= 21;
        assertThat(threads.get(0).startsWith("VirtualThread")).isEqualTo(expected);
        assertThat(threads.get(0)).contains("llm-connect-call-");
    }

    @Test
    void nothingIsSetThatTheClientDidNotSet() {
        SERVER.execute("{\"prompt\":\"Hi\",\"config\":null}");
        assertThat(SERVER.adapter.onlyRequest().config().toMap()).isEmpty();
    }

    @Test
    void theClientsRequestIdIsKept() {
        HttpResponse<String> answer = SERVER.send(
                "/execute",
                request -> request.header("X-Request-Id", "order-17")
                        .POST(BodyPublishers.ofString("{\"prompt\":\"Hi\"}")));
        assertThat(answer.headers().allValues("x-request-id")).containsExactly("order-17");
        assertThat(SERVER.adapter.onlyRequest().requestId()).isEqualTo("order-17");
    }

    @ParameterizedTest
    @ValueSource(strings = {"two words", "<script>", "\"", "sk-abcdef0123456789abcdef"})
    void anUnsafeRequestIdIsReplaced(String id) {
        HttpResponse<String> answer = SERVER.send("/health", request -> request.header("X-Request-Id", id));
        assertThat(answer.headers().firstValue("x-request-id").orElseThrow())
                .isNotEqualTo(id)
                .matches("[0-9a-f-]{36}");
    }

    @Test
    void theDepthHeaderReachesTheAdapter() {
        SERVER.send(
                "/execute",
                request -> request.header("X-LLM-Connect-Depth", "2")
                        .POST(BodyPublishers.ofString("{\"prompt\":\"Hi\"}")));
        assertThat(SERVER.adapter.onlyRequest().depth()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "x", "99999999999", "+1", "1,2"})
    void aDepthThatIsNoDepthIsRefused(String depth) {
        HttpResponse<String> answer = SERVER.send(
                "/execute",
                request -> request.header("X-LLM-Connect-Depth", depth)
                        .POST(BodyPublishers.ofString("{\"prompt\":\"Hi\"}")));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("X-LLM-Connect-Depth");
        assertThat(SERVER.adapter.requests).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|prompt is missing",
                "{\"prompt\":null}|prompt is missing",
                "{\"prompt\":\"\"}|prompt must not be empty",
                "{\"prompt\":5}|prompt must be a string, got a number",
                "{\"prompt\":[\"Hi\"]}|prompt must be a string, got an array",
                "{\"prompt\":{}}|prompt must be a string, got an object",
                "{\"prompt\":true}|prompt must be a string, got a boolean",
                "{\"prompt\":\"Hi\",\"config\":[]}|config must be an object, got an array",
                "{\"prompt\":\"Hi\",\"config\":\"x\"}|config must be an object, got a string",
                "{\"prompt\":\"Hi\",\"stream\":\"yes\"}|stream must be true or false, got a string",
                "{\"prompt\":\"Hi\",\"stream\":1}|stream must be true or false, got a number",
                "{\"prompt\":\"Hi\",\"config\":{\"temperature\":\"hot\"}}|config.temperature must be a number between 0 and 2, got \\\"hot\\\"",
                "{\"prompt\":\"Hi\",\"config\":{\"max_tokens\":100.5}}|config.max_tokens must be an integer",
                "{\"prompt\":\"Hi\",\"config\":{\"max_tokens\":1e1000000000}}|config.max_tokens must be an integer",
                "{\"prompt\":\"Hi\",\"config\":{\"timeout_seconds\":86401}}|config.timeout_seconds",
                "{\"prompt\":\"Hi\",\"config\":{\"max_depth\":-1}}|config.max_depth",
                "{\"prompt\":\"Hi\",\"config\":{\"model_name\":\" \"}}|config.model_name",
                "{\"prompt\":\"Hi\",\"config\":{\"max_token\":5}}|did you mean `max_tokens`?",
                "``|the body is empty",
                "[]|must be a JSON object",
                "\"prompt\"|must be a JSON object",
                "{\"prompt\":\"Hi\"}}|after the JSON value",
                "{\"prompt\":\"Hi\"} x|after the JSON value",
                "{\"prompt\":\"Hi\",\"prompt\":\"Ho\"}|the body names $.prompt twice",
                "{\"prompt\":\"Hi\",\"x\":[{\"a\":1,\"a\":2}]}|the body names $.x[0].a twice",
                "{\"prompt\":\"Hi\"|it ends unexpectedly",
                "{\"prompt\":\"Hi\",}|at $",
                "{\"prompt\":hi}|at $.prompt",
                "{prompt:\"Hi\"}|at $",
                "{'prompt':\"Hi\"}|at $",
                "{\"prompt\":\"Hi\",\"x\":TRUE}|unexpected character, at byte 19",
                "{\"prompt\":\"Hi\",\"x\":nUll}|unexpected character",
                "{\"prompt\":\"Hi\",\"x\":falsE}|unexpected character",
                "{\"prompt\":\"Hi\",\"x\":NaN}|unexpected character",
                "{\"prompt\":\"\u0001\"}|control character in a string, at byte 11",
                "{\"prompt\":\"\\ud800\"}|half of a surrogate pair",
                "{\"prompt\":\"\\ud800\\u0041\"}|half of a surrogate pair",
                "{\"prompt\":\"\\udc00\"}|half of a surrogate pair",
                "{\"prompt\":\"\\'\"}|unknown escape",
                "{\"prompt\":\"\\x41\"}|unknown escape",
                "{\"prompt\":\"\\u12g4\"}|four hexadecimal digits",
                "{\"prompt\":\"Hi\",\"x\":01}|at $.x",
                "{\"prompt\":\"Hi\",\"x\":1.}|at $.x",
                "{\"prompt\":\"Hi\",\"x\":1e99999999999}|the number at $.x is out of range",
            })
    void aBadBodyIsRefusedWithItsReason(String body, String reason) {
        HttpResponse<String> answer = SERVER.execute(body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer))
                .containsEntry("error", "invalid_request")
                .containsEntry("type", "InvalidRequestError")
                .containsKeys("message", "request_id");
        assertThat(json(answer).get("message").toString()).contains(reason.replace("\\\"", "\""));
        assertThat(SERVER.adapter.requests).isEmpty();
    }

    @Test
    void badUtf8IsRefusedWithItsPlace() {
        byte[] body = "{\"prompt\":\"?\"}".getBytes(StandardCharsets.UTF_8);
        body[11] = (byte) 0xff;
        HttpResponse<String> answer =
                SERVER.send("/execute", request -> request.POST(BodyPublishers.ofByteArray(body)));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("not valid UTF-8, at byte 11");
    }

    @Test
    void nestingOf64IsAcceptedAndOf65Refused() {
        assertThat(SERVER.execute(nested(63)).statusCode()).isEqualTo(200);
        HttpResponse<String> answer = SERVER.execute(nested(64));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("nested deeper than 64");
    }

    @Test
    void aNumberThatTakesAgesToReadIsRefused() {
        HttpResponse<String> answer = SERVER.execute("{\"prompt\":\"Hi\",\"x\":" + "9".repeat(1_000_000) + "}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("more than 1000 characters");
    }

    private static String nested(int arrays) {
        return "{\"prompt\":\"Hi\",\"x\":" + "[".repeat(arrays) + "]".repeat(arrays) + "}";
    }

    private static Map<String, Object> json(HttpResponse<String> answer) {
        return StrictJsonParser.object(answer.body().getBytes(StandardCharsets.UTF_8));
    }
}
