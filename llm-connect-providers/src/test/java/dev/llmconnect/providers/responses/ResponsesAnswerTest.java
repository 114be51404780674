package dev.llmconnect.providers.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.RunConfig;
import dev.llmconnect.Usage;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.providers.StubProvider;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponsesAnswerTest {
    private final StubProvider stub = new StubProvider();
    private final LLMAdapter adapter = stub.adapter("openai-responses", "OPENAI_API_KEY");

    @AfterEach
    void close() {
        adapter.close();
        stub.close();
    }

    private LLMResponse answer(String body) {
        stub.answers(200, body);
        return adapter.execute("Q", RunConfig.defaults());
    }

    @Test
    void wordsOfAllMessagesMakeTheContentAndParagraphsOfAllReasoningStandApart() {
        LLMResponse answer = answer("""
                {"id":"resp_1","model":"gpt-5-2025","status":"completed","output":[
                  {"type":"reasoning","summary":[{"type":"summary_text","text":"One."},{"type":"summary_text","text":""},
                                                 {"type":"summary_text","text":"Two."}]},
                  {"type":"message","role":"assistant","content":[{"type":"output_text","text":"Let me "},
                                                                 {"type":"output_text","text":"see. "}]},
                  {"type":"reasoning","summary":[],"content":[{"type":"reasoning_text","text":"Three."}]},
                  {"type":"message","role":"assistant","content":[{"type":"output_text","text":"42"}]}],
                 "usage":{"input_tokens":5,"output_tokens":7,"total_tokens":12,
                  "input_tokens_details":{"cached_tokens":3,"cache_write_tokens":1},
                  "output_tokens_details":{"reasoning_tokens":4}}}""");
        assertThat(answer.content()).isEqualTo("Let me see. 42");
        assertThat(answer.reasoning()).contains("One.\n\nTwo.\n\nThree.");
        assertThat(answer.model()).isEqualTo("gpt-5-2025");
        assertThat(answer.usage())
                .isEqualTo(Usage.builder()
                        .uncachedInputTokens(1)
                        .cacheReadTokens(3)
                        .cacheWrite5mTokens(1)
                        .textTokens(3)
                        .reasoningTokens(4)
                        .build());
        assertThat(answer.toMap()).extractingByKey("finish_reason").isEqualTo("stop");
        assertThat(answer.providerFinishReason()).contains("completed");
        assertThat(JsonNode.of(answer.toMap()).object("metadata"))
                .containsEntry("provider", "openai-responses")
                .containsEntry("provider_request_id", "resp_1")
                .doesNotContainKeys("response_id", "citations", "cost_usd");
    }

    @Test
    void aRefusalIsNoContent() {
        LLMResponse answer = answer("""
                {"status":"completed","output":[
                  {"type":"message","role":"assistant","content":[{"type":"refusal","refusal":"I can't."}]}]}""");
        assertThat(answer.content()).isEmpty();
        assertThat(answer.refusal()).contains("I can't.");
    }

    @Test
    void citationsAreToldOnceAndTheCostWhereTheProviderTellsIt() {
        LLMResponse answer = answer("""
                {"id":"resp_1","store":true,"status":"completed","output":[
                  {"type":"message","role":"assistant","content":[{"type":"output_text","text":"A","annotations":[
                    {"type":"url_citation","url":"https://x.example","title":"X"},
                    {"type":"url_citation","url":"https://x.example","title":"X"}]}]}],
                 "usage":{"input_tokens":1,"output_tokens":2,"cost":0.00015}}""");
        assertThat(JsonNode.of(answer.toMap()).object("metadata"))
                .containsEntry(
                        "citations", List.of(Map.of("type", "url_citation", "url", "https://x.example", "title", "X")))
                .containsEntry("cost_usd", new BigDecimal("0.00015"))
                .containsEntry("response_id", "resp_1");
        assertThat(answer.usage().totalTokens()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "max_output_tokens, length, max_output_tokens",
        "content_filter, content_filter, content_filter",
        "something_new, length, something_new",
        ", length, incomplete"
    })
    void anIncompleteResponseSaysWhatCutItOff(String why, String finish, String providers) {
        String details = why == null ? "null" : "{\"reason\":\"" + why + "\"}";
        LLMResponse answer = answer(
                "{\"status\":\"incomplete\",\"incomplete_details\":" + details + ",\"output\":[],\"usage\":null}");
        assertThat(answer.finishReason().value()).isEqualTo(finish);
        assertThat(answer.providerFinishReason()).contains(providers);
        assertThat(answer.usage()).isEqualTo(Usage.NONE);
    }

    @Test
    void argumentsThatWereCutOffAreKeptAsTextAndTheReasonStaysLength() {
        LLMResponse answer = answer("""
                {"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"output":[
                  {"type":"function_call","status":"incomplete","call_id":"c","name":"f","arguments":"{\\"a\\":\\"b"}]}""");
        assertThat(answer.finishReason().value()).isEqualTo("length");
        assertThat(answer.toolCalls().get(0).argumentsJson()).isEqualTo("{\"a\":\"b");
        assertThat(answer.toolCalls().get(0).arguments()).isEmpty();
    }

    @Test
    void aStepOfTheProvidersOwnSearchIsNoToolCallThoughItIsNamedLikeACustomTool() {
        LLMResponse answer = answer("""
                {"status":"completed","tools":[{"type":"x_search"}],"output":[
                  {"type":"custom_tool_call","call_id":"xs_1","name":"x_keyword_search","input":"{}"},
                  {"type":"message","role":"assistant","content":[{"type":"output_text","text":"A"}]}]}""");
        assertThat(answer.toolCalls()).isEmpty();
        assertThat(answer.finishReason().value()).isEqualTo("stop");
    }

    @Test
    void whatACompactionRepeatsOfTheUsersWordsIsNotTheAnswer() {
        LLMResponse answer = answer("""
                {"object":"response.compaction","output":[
                  {"type":"message","role":"user","content":[{"type":"input_text","text":"Q"}]},
                  {"type":"compaction","encrypted_content":"gAAA"}]}""");
        assertThat(answer.content()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"queued", "in_progress", "cancelled"})
    void aResponseThatIsNotCompleteIsNoAnswer(String status) {
        assertThatThrownBy(() -> answer("{\"status\":\"" + status + "\",\"output\":[]}"))
                .isInstanceOfSatisfying(
                        LLMApiException.class, e -> assertThat(e.reason()).isEqualTo(FailureReason.TRUNCATED))
                .hasMessageContaining(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "null", "7", "{\"output\":null}", "{\"output\":\"x\"}"})
    void aBodyWithoutOutputIsNoAnswer(String body) {
        assertThatThrownBy(() -> answer(body))
                .isInstanceOfSatisfying(
                        LLMApiException.class, e -> assertThat(e.reason()).isEqualTo(FailureReason.MALFORMED));
    }

    @Test
    void strangeItemsAreNoReasonToFail() {
        LLMResponse answer = answer("""
                {"status":"completed","output":[7,null,{},{"type":"message"},{"type":"message","content":"x"},
                  {"type":"reasoning","summary":null,"content":"x"},{"type":"function_call","name":"f","arguments":{"a":1}}]}""");
        assertThat(answer.toolCalls()).hasSize(1);
        assertThat(answer.toolCalls().get(0).arguments()).containsEntry("a", 1L);
    }
}
