package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code n} and {@code candidateCount} from the client to a stub of the provider and back, over HTTP. */
class SeveralAnswersOverHttpTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String ASK = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],";
    private static final String KEY = "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789";

    private static final String CHAT_ANSWER = """
            {"id":"c-1","object":"chat.completion","created":7,"model":"m","choices":[
              {"index":0,"message":{"role":"assistant","content":"one","refusal":null,"annotations":[]},"logprobs":null,
               "finish_reason":"stop","novel":{"a":1}},
              {"index":1,"message":{"role":"assistant","content":null,"refusal":null,"annotations":[],"mood":"good",
               "tool_calls":[{"id":"t1","type":"function","function":{"name":"f","arguments":"{\\"a\\":1}"}}]},
               "logprobs":{"content":[]},"finish_reason":"tool_calls"},
              {"index":2,"message":{"role":"assistant","content":null,"refusal":"no","annotations":[]},"logprobs":null,
               "finish_reason":"content_filter"}],
             "usage":{"prompt_tokens":3,"completion_tokens":9,"total_tokens":12,
              "prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},
              "completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,
               "accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}}""";

    private static final String CHAT_STREAM = """
            data: {"id":"c-1","object":"chat.completion.chunk","created":7,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"o"}}]}

            data: {"id":"c-1","model":"m","choices":[{"index":1,"delta":{"role":"assistant","tool_calls":[{"index":0,"id":"t1","type":"function","function":{"name":"f","arguments":"{\\"a\\""}}]}}]}

            data: {"id":"c-1","model":"m","choices":[{"index":0,"delta":{"content":"ne"}},{"index":1,"delta":{"tool_calls":[{"index":0,"function":{"arguments":":1}"}}]}}]}

            data: {"id":"c-1","model":"m","choices":[{"index":2,"delta":{"role":"assistant","refusal":"no"},"finish_reason":"content_filter"}]}

            data: {"id":"c-1","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

            """;
    private static final String LAST_CHOICE_ENDS =
            "data: {\"id\":\"c-1\",\"model\":\"m\",\"choices\":[{\"index\":1,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\n";
    private static final String USAGE =
            "data: {\"id\":\"c-1\",\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":9,\"total_tokens\":12}}\n\n";

    private static final String GEMINI_ANSWER = """
            {"candidates":[
              {"content":{"parts":[{"text":"one"}],"role":"model"},"finishReason":"STOP"},
              {"content":{"parts":[{"functionCall":{"name":"f","args":{"a":1}}}],"role":"model"},"finishReason":"STOP","index":1},
              {"content":{"parts":[{"text":"thr"}],"role":"model"},"finishReason":"SAFETY","index":2,"finishMessage":"unsafe",
               "safetyRatings":[{"category":"HARM","blocked":true}]}],
             "usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":9,"totalTokenCount":12},
             "modelVersion":"g","responseId":"r-1"}""";

    private ProviderStub stub;

    @BeforeEach
    void start() throws Exception {
        stub = new ProviderStub();
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    private static String gemini(String fields) {
        return "\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}],\"generationConfig\":{" + fields + "}";
    }

    /** The chunks of a stream for a client of Gemini. */
    private List<JsonNode> chunks(String provider) throws Exception {
        HttpResponse<String> response = stub.ask(
                provider,
                Map.of(),
                "/v1beta/models/m:streamGenerateContent?alt=sse",
                "m",
                gemini("\"candidateCount\":3"));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body()
                .lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> Json.read(line.substring("data: ".length())))
                .toList();
    }

    /** Text, calls and refusal of each choice, with its finish reason. */
    private static List<String> choices(JsonNode answer) {
        return answer.items("choices").stream()
                .map(choice -> choice.number("index").getAsLong() + " " + said(choice.get("message")) + " "
                        + choice.textOrEmpty("finish_reason"))
                .toList();
    }

    private static String said(JsonNode message) {
        String calls = message.items("tool_calls").stream()
                .map(call -> call.get("function").textOrEmpty("name")
                        + call.get("function").textOrEmpty("arguments"))
                .collect(Collectors.joining());
        return message.textOrEmpty("content") + calls + message.textOrEmpty("refusal");
    }

    private static List<String> candidates(JsonNode answer) {
        return answer.items("candidates").stream()
                .map(candidate -> candidate.number("index").getAsLong() + " "
                        + candidate.get("content").items("parts").stream()
                                .map(part -> part.textOrEmpty("text")
                                        + part.get("functionCall").textOrEmpty("name"))
                                .collect(Collectors.joining())
                        + " " + candidate.textOrEmpty("finishReason"))
                .toList();
    }

    @Test
    void aChatAnswerOfSeveralChoicesArrivesAsItWasSaid() throws Exception {
        stub.answers(CHAT_ANSWER);

        Map<String, Object> answer =
                stub.answer("openai", CHAT, ASK + "\"n\":3").object();

        assertThat(answer.remove("llm_connect")).isNotNull();
        assertThat(JsonNode.of(answer)).as(Json.text(answer)).isEqualTo(Json.read(CHAT_ANSWER));
        assertThat(stub.asked().number("n")).hasValue(3);
    }

    @Test
    void aStreamGivesTheFirstChoiceAsItIsMadeAndTheOthersBeforeTheUsage() throws Exception {
        stub.streams(CHAT_STREAM + LAST_CHOICE_ENDS + USAGE + "data: [DONE]\n\n");

        List<JsonNode> events =
                stub.events("openai", CHAT, ASK + "\"n\":3,\"stream_options\":{\"include_usage\":true}");

        List<String> told = new ArrayList<>();
        for (JsonNode event : events) {
            for (JsonNode choice : event.items("choices")) {
                told.add(choice.number("index").getAsLong() + " " + said(choice.get("delta"))
                        + choice.textOrEmpty("finish_reason"));
            }
        }
        assertThat(told)
                .containsExactly(
                        "0 ", "0 o", "0 ne", "0 stop", "1 f{\"a\":1}", "1 tool_calls", "2 no", "2 content_filter");
        assertThat(events.get(4).items("choices").get(0).get("delta").items("tool_calls"))
                .singleElement()
                .satisfies(call -> assertThat(call.number("index")).hasValue(0));
        JsonNode last = events.get(events.size() - 1);
        assertThat(last.get("usage").number("completion_tokens")).hasValue(9);
        assertThat(ProviderStub.dropped(last)).isEmpty();
    }

    @Test
    void aStreamInWhichAChoiceThatBeganDoesNotEndIsTruncated() throws Exception {
        stub.streams(CHAT_STREAM);
        try (Gateway gateway = stub.gateway("openai", Map.of())) {
            String body = readBroken(gateway.stream(CHAT, "{\"model\":\"m\",\"stream\":true," + ASK + "\"n\":3}"));
            assertThat(body).contains("the stream ended without an end marker").doesNotContain("[DONE]");
        }
    }

    /** The connection breaks after the error. */
    private static String readBroken(HttpResponse<InputStream> response) {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try (InputStream body = response.body()) {
            body.transferTo(read);
        } catch (IOException e) {
            assertThat(read.size()).isPositive();
        }
        return read.toString(StandardCharsets.UTF_8);
    }

    @Test
    void choicesThatNobodyAskedForAreLeftOut() throws Exception {
        stub.answers(CHAT_ANSWER);
        assertThat(choices(stub.answer("openai", CHAT, ASK + "\"n\":1"))).containsExactly("0 one stop");
        stub.streams(CHAT_STREAM + "data: [DONE]\n\n");
        assertThat(stub.events("openai", CHAT, ASK + "\"n\":1"))
                .flatExtracting(event -> event.items("choices"))
                .extracting(choice -> choice.number("index").getAsLong())
                .containsOnly(0L);
    }

    @Test
    void aChatClientGetsGeminisCandidates() throws Exception {
        stub.answers(GEMINI_ANSWER);

        JsonNode answer = stub.answer("gemini", CHAT, ASK + "\"n\":3");

        assertThat(stub.asked().get("generationConfig").number("candidateCount"))
                .hasValue(3);
        assertThat(choices(answer)).containsExactly("0 one stop", "1 f{\"a\":1} tool_calls", "2 thr content_filter");
        assertThat(answer.get("usage").number("completion_tokens")).hasValue(9);
        assertThat(ProviderStub.dropped(answer)).isEmpty();
    }

    @Test
    void aGeminiClientGetsTheChoicesOfChatCompletions() throws Exception {
        stub.answers(CHAT_ANSWER);
        JsonNode answer = stub.answer("openai", "/v1beta/models/m:generateContent", gemini("\"candidateCount\":3"));
        assertThat(stub.asked().number("n")).hasValue(3);
        assertThat(candidates(answer)).containsExactly("0 one STOP", "1 f STOP", "2 no SAFETY");

        stub.streams(CHAT_STREAM + LAST_CHOICE_ENDS + USAGE + "data: [DONE]\n\n");
        List<JsonNode> chunks = chunks("openai");
        assertThat(chunks.subList(0, chunks.size() - 1))
                .flatExtracting(SeveralAnswersOverHttpTest::candidates)
                .containsExactly("0 o ", "0 ne ");
        assertThat(candidates(chunks.get(chunks.size() - 1))).containsExactly("0  STOP", "1 f STOP", "2 no SAFETY");
    }

    @Test
    void whatGoogleSaysOfEachCandidateReachesAClientOfGemini() throws Exception {
        stub.answers(GEMINI_ANSWER);
        JsonNode answer = stub.answer("gemini", "/v1beta/models/m:generateContent", gemini("\"candidateCount\":3"));
        assertThat(candidates(answer)).containsExactly("0 one STOP", "1 f STOP", "2 thr SAFETY");
        JsonNode third = answer.items("candidates").get(2);
        assertThat(third.textOrEmpty("finishMessage")).isEqualTo("unsafe");
        assertThat(third.items("safetyRatings")).hasSize(1);

        stub.streams("data: " + GEMINI_ANSWER.replace("\n", "") + "\n\n");
        List<JsonNode> chunks = chunks("gemini");
        assertThat(candidates(chunks.get(chunks.size() - 1))).containsExactly("0  STOP", "1 f STOP", "2 thr SAFETY");
    }

    @Test
    void legacyCompletionsHaveATextForEachChoice() throws Exception {
        stub.answers(CHAT_ANSWER);
        JsonNode answer = stub.answer("openai", "/v1/completions", "\"prompt\":\"Hi\",\"n\":3,\"best_of\":3");
        assertThat(answer.items("choices"))
                .extracting(choice -> choice.number("index").getAsLong() + " " + choice.textOrEmpty("text") + " "
                        + choice.textOrEmpty("finish_reason"))
                .containsExactly("0 one stop", "1  tool_calls", "2 no content_filter");

        stub.streams(CHAT_STREAM + LAST_CHOICE_ENDS + USAGE + "data: [DONE]\n\n");
        assertThat(stub.events("openai", "/v1/completions", "\"prompt\":\"Hi\",\"n\":3"))
                .flatExtracting(event -> event.items("choices"))
                .extracting(choice -> choice.number("index").getAsLong() + " " + choice.textOrEmpty("text")
                        + choice.textOrEmpty("finish_reason"))
                .containsExactly("0 o", "0 ne", "0 stop", "1 ", "1 tool_calls", "2 no", "2 content_filter");
    }

    @Test
    void legacyFunctionsAreCalledInEachChoice() throws Exception {
        stub.answers(CHAT_ANSWER);
        JsonNode answer = stub.answer(
                "openai", CHAT, ASK + "\"n\":3,\"functions\":[{\"name\":\"f\",\"parameters\":{\"type\":\"object\"}}]");
        JsonNode second = answer.items("choices").get(1);
        assertThat(second.get("message").get("function_call").textOrEmpty("name"))
                .isEqualTo("f");
        assertThat(second.textOrEmpty("finish_reason")).isEqualTo("function_call");
    }

    @Test
    void executeHasTheOthersAsAlternatives() throws Exception {
        String ask = "{\"prompt\":\"Hi\",\"config\":{\"model_name\":\"m\",\"model_params\":{\"n\":3}}}";
        stub.answers(CHAT_ANSWER);
        try (Gateway gateway = stub.gateway("openai", Map.of())) {
            JsonNode answer = Json.read(gateway.execute(ask).body());
            assertThat(answer.textOrEmpty("content")).isEqualTo("one");
            assertThat(answer.items("alternatives"))
                    .extracting(other -> other.textOrEmpty("finish_reason"))
                    .containsExactly("tool_calls", "content_filter");
            assertThat(answer.items("alternatives").get(0).get("metadata").items("tool_calls"))
                    .hasSize(1);
            assertThat(answer.items("alternatives").get(1).get("metadata").textOrEmpty("refusal"))
                    .isEqualTo("no");
        }
    }

    @Test
    void fewerAnswersThanWereAskedForAreReported() throws Exception {
        stub.says("openai", "Hi");
        assertThat(ProviderStub.dropped(stub.answer("openai", CHAT, ASK + "\"n\":3")))
                .containsExactly("n (1 of 3 answers came)");
    }

    @ParameterizedTest
    @CsvSource({
        "anthropic, model_params.n above 1",
        "openai-responses, model_params.n above 1",
        "bedrock, model_params.n above 1",
        "ollama, model_params.n above 1",
        "cohere, model_params.n above 1",
        "groq, model_params.n above 1",
        "deepseek, model_params.n above 1",
        "mock, model_params.n above 1",
        "gemini, model_params.n above 8"
    })
    void aProviderThatCannotIsNotAsked(String provider, String message) throws Exception {
        HttpResponse<String> response =
                stub.ask(provider, Map.of(), CHAT, provider.equals("mock") ? "mock/echo" : "m", ASK + "\"n\":9");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        JsonNode error = Json.read(response.body()).get("error");
        assertThat(error.textOrEmpty("message")).contains(provider + " does not support " + message);
        assertThat(error.textOrEmpty("param")).isEqualTo("n");
        assertThat(stub.server.getRequestCount()).isZero();
    }

    @Test
    void mistralIsAskedForSeveral() throws Exception {
        stub.answers(CHAT_ANSWER);
        assertThat(choices(stub.answer("mistral", CHAT, ASK + "\"n\":3"))).hasSize(3);
        assertThat(stub.asked().number("n")).hasValue(3);
    }

    @Test
    void aKeyThatAProviderEchoesInAnotherChoiceIsRedacted() throws Exception {
        String answer = CHAT_ANSWER
                .replace("\"mood\":\"good\"", "\"mood\":\"" + KEY + "\"")
                .replace("\"finish_reason\":\"content_filter\"", "\"finish_reason\":\"" + KEY + "\"");
        stub.answers(answer);
        HttpResponse<String> response = stub.ask("openai", Map.of(), CHAT, "m", ASK + "\"n\":3");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).doesNotContain(KEY).contains("[REDACTED]");
        stub.answers(answer);
        try (Gateway gateway = stub.gateway("openai", Map.of())) {
            String told = gateway.execute("{\"prompt\":\"Hi\",\"parts\":true,\"config\":{\"model_name\":\"m\","
                            + "\"model_params\":{\"n\":3}}}")
                    .body();
            assertThat(told).doesNotContain(KEY).contains("[REDACTED]");
        }
    }

    @Test
    void theLimitOfAnAnswerIsThatOfAllChoicesTogether() throws Exception {
        String large = "{\"model\":\"m\",\"choices\":["
                + "{\"index\":0,\"message\":{\"content\":\"a\"},\"finish_reason\":\"stop\"},"
                + "{\"index\":1,\"message\":{\"content\":\"" + "b".repeat(200_000)
                + "\"},\"finish_reason\":\"stop\"}]}";
        stub.answers(large);
        Map<String, String> limit = Map.of("LLM_CONNECT_MAX_ANSWER_BYTES", "100000");
        HttpResponse<String> response = stub.ask("openai", limit, CHAT, "m", ASK + "\"n\":2");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(502);
    }

    @Test
    void theNumberOfARequestWinsOverThatOfItsProfile() throws Exception {
        Map<String, String> profile = Map.of(
                "LLM_CONNECT_PROFILES_JSON",
                "{\"several\":{\"provider\":\"openai\",\"model\":\"m\",\"model_params\":{\"n\":3}}}");
        stub.answers(CHAT_ANSWER);
        assertThat(choices(Json.read(stub.ask("openai", profile, CHAT, "several", ASK + "\"n\":1")
                        .body())))
                .hasSize(1);
        assertThat(stub.asked().number("n")).hasValue(1);
        stub.answers(CHAT_ANSWER);
        assertThat(choices(Json.read(stub.ask("openai", profile, CHAT, "several", ASK + "\"stream\":false")
                        .body())))
                .hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"/v1/messages", "/v1/responses", "/api/chat"})
    void aClientWhoseApiHasRoomForOneIsToldThatOthersWereLeftOut(String path) throws Exception {
        stub.answers(CHAT_ANSWER);
        Map<String, String> profile = Map.of(
                "LLM_CONNECT_PROFILES_JSON",
                "{\"several\":{\"provider\":\"openai\",\"model\":\"m\",\"model_params\":{\"n\":3}}}");
        String fields = path.equals("/v1/responses") ? "\"input\":\"Hi\"," : "\"max_tokens\":9," + ASK;
        HttpResponse<String> response = stub.ask("openai", profile, path, "several", fields + "\"stream\":false");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode facts = Json.read(response.body()).get("llm_connect");
        assertThat(facts.items("omitted_parts"))
                .extracting(one -> one.text().orElse(""))
                .contains("alternatives");
    }
}
