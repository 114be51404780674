package dev.llmconnect.providers.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.RunConfig;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.providers.StubProvider;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeminiAnswerTest {
    private final StubProvider stub = new StubProvider();
    private final LLMAdapter adapter = stub.adapter("gemini", "GEMINI_API_KEY");

    @AfterEach
    void close() {
        adapter.close();
        stub.close();
    }

    @Test
    void thoughtsAreReasoningAndTheCountsAreGoogles() {
        LLMResponse answer = answer("""
                {"candidates":[{"content":{"parts":[{"text":"Hm.","thought":true},{"text":"Four."}],"role":"model"},
                   "finishReason":"STOP","index":0}],
                 "usageMetadata":{"promptTokenCount":20,"candidatesTokenCount":3,"thoughtsTokenCount":9,
                   "toolUsePromptTokenCount":5,"cachedContentTokenCount":8,"totalTokenCount":37,
                   "promptTokensDetails":[{"modality":"TEXT","tokenCount":12},{"modality":"IMAGE","tokenCount":8}]},
                 "modelVersion":"gemini-3.5-flash","responseId":"r-1"}""");
        assertThat(answer.content()).isEqualTo("Four.");
        assertThat(answer.reasoning()).contains("Hm.");
        assertThat(answer.model()).isEqualTo("gemini-3.5-flash");
        assertThat(answer.usage().toMap())
                .isEqualTo(Map.of("prompt_tokens", 25L, "completion_tokens", 12L, "total_tokens", 37L));
        assertThat(answer.usage().details())
                .isEqualTo(Map.of(
                        "reasoning_tokens", 9L,
                        "cached_tokens", 8L,
                        "tool_prompt_tokens", 5L,
                        "prompt_image_tokens", 8L,
                        "image_tokens", 8L));
        assertThat(JsonNode.of(answer.toMap()).object("metadata")).containsEntry("provider_request_id", "r-1");
        assertThat(answer.toMap()).extracting("metadata").asString().doesNotContain("provider_finish_reason=null");
    }

    @Test
    void aMissingTotalIsAddedUpFromAllParts() {
        assertThat(answer("""
                {"candidates":[{"finishReason":"STOP"}],
                 "usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":2,"thoughtsTokenCount":4}}""").usage().totalTokens()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({
        "'STOP', stop",
        "1, stop",
        "'MAX_TOKENS', length",
        "2, length",
        "'SAFETY', content_filter",
        "'RECITATION', content_filter",
        "'MODEL_ARMOR', content_filter",
        "4, content_filter",
        "'OTHER', error",
        "'MALFORMED_FUNCTION_CALL', error",
        "'UNEXPECTED_TOOL_CALL', error",
        "'SOMETHING_NEW', error",
        "11, error"
    })
    void everyWordForTheEndHasItsMeaning(String word, String meaning) {
        boolean number = Character.isDigit(word.charAt(0));
        LLMResponse answer = answer("{\"candidates\":[{\"content\":{},\"finishReason\":"
                + (number ? word : '"' + word + '"') + ",\"finishMessage\":\"why\"}]}");
        assertThat(answer.finishReason().value()).isEqualTo(meaning);
        assertThat(answer.providerFinishReason()).contains(word);
        assertThat(JsonNode.of(answer.toMap()).object("metadata")).containsEntry("finish_message", "why");
    }

    @Test
    void aBlockedPromptIsAnAnswerThatSaysSo() {
        LLMResponse answer = answer("""
                {"promptFeedback":{"blockReason":"PROHIBITED_CONTENT","blockReasonMessage":"No."},
                 "usageMetadata":{"promptTokenCount":9,"totalTokenCount":9},"modelVersion":"gemini-2.5-flash"}""");
        assertThat(answer.content()).isEmpty();
        assertThat(answer.finishReason().value()).isEqualTo("content_filter");
        assertThat(answer.providerFinishReason()).contains("PROHIBITED_CONTENT");
        assertThat(answer.usage().inputTokens()).isEqualTo(9);
        assertThat(JsonNode.of(answer.toMap()).object("metadata"))
                .containsEntry("finish_message", "No.")
                .containsEntry(
                        "prompt_feedback", Map.of("blockReason", "PROHIBITED_CONTENT", "blockReasonMessage", "No."));
    }

    @Test
    void aFilteredAnswerKeepsWhatWasSaidAndTellsTheRatings() {
        LLMResponse answer = answer("""
                {"candidates":[{"content":{"parts":[{"text":"So far"}]},"finishReason":"SAFETY",
                   "safetyRatings":[{"category":"HARM_CATEGORY_HARASSMENT","probability":"HIGH","blocked":true}]}]}""");
        assertThat(answer.content()).isEqualTo("So far");
        assertThat(JsonNode.of(answer.toMap()).object("metadata"))
                .containsEntry(
                        "safety_ratings",
                        List.of(Map.of(
                                "category", "HARM_CATEGORY_HARASSMENT", "probability", "HIGH", "blocked", true)));
    }

    @Test
    void sourcesAreCitationsWithTheWordsTheySupport() {
        LLMResponse answer = answer("""
                {"candidates":[{"content":{"parts":[{"text":"It rains."}]},"finishReason":"STOP",
                  "groundingMetadata":{"webSearchQueries":["weather"],
                    "groundingChunks":[{"web":{"uri":"https://a.example/","title":"A"}},{},
                                       {"maps":{"uri":"https://m.example/","title":"M","placeId":"p"}}],
                    "groundingSupports":[{"segment":{"endIndex":9,"text":"It rains."},"groundingChunkIndices":[0]}]},
                  "citationMetadata":{"citationSources":[{"startIndex":1,"endIndex":4,"uri":"https://q.example/","license":"mit"}]},
                  "urlContextMetadata":{"urlMetadata":[{"retrievedUrl":"https://a.example/"}]}}]}""");
        assertThat(Json.read(
                        Json.text(JsonNode.of(answer.toMap()).object("metadata").get("citations"))))
                .isEqualTo(Json.read("""
                [{"type":"web","url":"https://a.example/","title":"A","segments":[{"endIndex":9,"text":"It rains."}]},
                 {"type":"maps","url":"https://m.example/","title":"M","placeId":"p"},
                 {"url":"https://q.example/","startIndex":1,"endIndex":4,"license":"mit"}]"""));
        assertThat(JsonNode.of(answer.toMap()).object("metadata")).containsKeys("grounding", "url_context");
    }

    @Test
    void picturesCodeAndUnknownPartsAreKeptToBeSentBack() {
        LLMResponse answer = answer("""
                {"candidates":[{"content":{"parts":[{"text":"Look:"},{},
                   {"inlineData":{"mimeType":"image/png","data":"AQID"}},
                   {"executableCode":{"language":"PYTHON","code":"1"},"thoughtSignature":"c2ln"},
                   {"codeExecutionResult":{"outcome":"OUTCOME_OK","output":"1"}},
                   {"someday":{}}]},"finishReason":"STOP"}]}""");
        assertThat(answer.content()).isEqualTo("Look:");
        assertThat(JsonNode.of(answer.toMap()).object("metadata"))
                .containsEntry("media", List.of(Map.of("mime_type", "image/png", "base64", "AQID")));
        List<ContentPart> parts = answer.toMessage().parts();
        assertThat(parts).hasSize(5).contains(Media.ofBytes("image/png", new byte[] {1, 2, 3}));
        assertThat(parts)
                .filteredOn(Opaque.class::isInstance)
                .extracting(part -> ((Opaque) part).raw().keySet().iterator().next())
                .containsExactly("executableCode", "codeExecutionResult", "someday");
    }

    @Test
    void probabilitiesThatWereAskedForAreGiven() {
        assertThat(answer("""
                {"candidates":[{"finishReason":"STOP","logprobsResult":{
                   "chosenCandidates":[{"token":"a","logProbability":-0.5}]}}]}""").metadata().extras())
                .extractingByKey("logprobs")
                .asString()
                .contains("token=a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                               | malformed",
                "{'candidates':[]}                | malformed",
                "{'promptFeedback':{}}            | malformed",
                "[]                               | malformed",
                "'hello'                          | malformed",
                "{'candidates':[{'content':       | truncated",
                "<html><h1>502 Bad Gateway</h1>   | malformed",
                "{'error':{'code':503,'message':'overloaded','status':'UNAVAILABLE'}}        | server",
                "[{'error':{'code':429,'message':'slow down','status':'RESOURCE_EXHAUSTED'}}] | rate_limit",
            })
    void whatIsNoAnswerIsAnErrorWhoseReasonIsKnown(String body, String reason) {
        stub.answers(200, body.replace('\'', '"'));
        assertThatThrownBy(() -> adapter.execute("Hello", RunConfig.defaults()))
                .isInstanceOfSatisfying(LLMApiException.class, e -> {
                    assertThat(e.reason()).isEqualTo(new FailureReason(reason));
                    assertThat(e.isRetryable()).isTrue();
                });
    }

    private LLMResponse answer(String body) {
        stub.answers(200, body);
        return adapter.execute(LLMRequest.of("Hello"));
    }
}
