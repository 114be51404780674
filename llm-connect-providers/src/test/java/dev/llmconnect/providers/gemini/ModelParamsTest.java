package dev.llmconnect.providers.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.RunConfig;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.providers.StubProvider;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelParamsTest {
    private static final String ANSWER = "{\"candidates\":[{\"finishReason\":\"STOP\"}]}";

    private final StubProvider stub = new StubProvider();
    private final LLMAdapter adapter = stub.adapter("gemini", "GOOGLE_API_KEY");

    @AfterEach
    void close() {
        adapter.close();
        stub.close();
    }

    @Test
    void openAiNamesAreTranslated() {
        assertThat(generationConfig("""
                {"top_p":0.9,"stop":"END","seed":7,"presence_penalty":0.1,"frequency_penalty":0.2,"logprobs":true,
                 "top_logprobs":3,"max_completion_tokens":50,"n":1,
                 "response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{"type":"array"}}}}""")).isEqualTo(Json.read("""
                {"temperature":0.7,"maxOutputTokens":50,"topP":0.9,"stopSequences":["END"],"seed":7,"presencePenalty":0.1,
                 "frequencyPenalty":0.2,"responseLogprobs":true,"logprobs":3,
                 "responseMimeType":"application/json","responseJsonSchema":{"type":"array"}}"""));
    }

    @Test
    void geminisOwnNamesAreTakenInEitherSpellingAndAtEitherPlace() {
        assertThat(generationConfig("""
                {"temperature":1,"top_k":40,"responseModalities":["TEXT"],
                 "generation_config":{"topP":0.5,"thinking_config":{"include_thoughts":true}}}""")).isEqualTo(Json.read("""
                {"temperature":1,"maxOutputTokens":2000,"topK":40,"responseModalities":["TEXT"],"topP":0.5,
                 "thinkingConfig":{"includeThoughts":true}}"""));
    }

    @Test
    void whatStandsBesideTheGenerationConfigStaysThere() {
        JsonNode body = body("gemini-2.5-flash", "{\"safety_settings\":[],\"labels\":{\"team\":\"a\"}}");
        assertThat(body.object()).containsOnlyKeys("contents", "generationConfig", "safetySettings", "labels");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gemini-2.5-flash      | none    | {'thinkingBudget':0}",
                "gemini-2.5-flash      | minimal | {'thinkingBudget':1024,'includeThoughts':true}",
                "gemini-2.5-pro        | low     | {'thinkingBudget':1024,'includeThoughts':true}",
                "gemini-2.5-flash-lite | medium  | {'thinkingBudget':8192,'includeThoughts':true}",
                "gemini-2.5-flash      | high    | {'thinkingBudget':24576,'includeThoughts':true}",
                "gemini-3.5-flash      | minimal | {'thinkingLevel':'minimal','includeThoughts':true}",
                "gemini-3.1-pro-preview| minimal | {'thinkingLevel':'low','includeThoughts':true}",
                "gemini-3-pro-preview  | medium  | {'thinkingLevel':'medium','includeThoughts':true}",
                "gemini-flash-latest   | HIGH    | {'thinkingLevel':'high','includeThoughts':true}",
                "my-own-model          | xhigh   | {'thinkingLevel':'high','includeThoughts':true}",
            })
    void anEffortIsToldTheWayTheFamilyUnderstands(String model, String effort, String config) {
        JsonNode body = body(model, "{\"reasoning_effort\":\"" + effort + "\"}");
        assertThat(body.get("generationConfig").get("thinkingConfig")).isEqualTo(Json.read(config.replace('\'', '"')));
    }

    @Test
    void whetherThoughtsAreShownIsTheCallersToSay() {
        assertThat(generationConfig("{\"reasoning_effort\":\"low\",\"thinkingConfig\":{\"includeThoughts\":false}}")
                        .get("thinkingConfig"))
                .isEqualTo(Json.read("{\"thinkingLevel\":\"low\",\"includeThoughts\":false}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gemini-2.5-pro   | {'reasoning_effort':'none'}  | gemini does not support model_params.reasoning_effort none for gemini-2.5-pro, which cannot stop thinking",
                "gemini-3.5-flash | {'reasoning_effort':'none'}  | gemini does not support model_params.reasoning_effort none for gemini-3.5-flash, which cannot stop thinking",
                "gemini-3.5-flash | {'reasoning_effort':'much'}  | model_params.reasoning_effort must be none, minimal, low, medium, high, xhigh or max, got much",
                "gemini-3.5-flash | {'logit_bias':{}}            | gemini does not support model_params.logit_bias",
                "gemini-3.5-flash | {'n':9}                      | gemini does not support model_params.n above 8",
                "gemini-3.5-flash | {'n':1.5}                    | model_params.n must be a whole number of 1 to 128",
                "gemini-3.5-flash | {'n':2,'candidate_count':3}  | model_params.candidateCount contradicts the same value of the request",
                "gemini-3.5-flash | {'generationConfig':{'candidateCount':9}} | gemini does not support model_params.n above 8",
                "gemini-3.5-flash | {'response_format':{'type':'xml'}} | model_params.response_format.type must be text, json_object or json_schema",
                "gemini-3.5-flash | {'topP':0.1,'top_p':0.2}     | model_params.topP contradicts the same value of the request",
                "gemini-3.5-flash | {'contents':[]}              | model_params.contents is not accepted: the request itself sets that field",
            })
    void whatCannotBeTranslatedIsRefusedBeforeAnythingIsSpent(String model, String params, String message) {
        assertThatThrownBy(() -> adapter.execute("Hello", config(model, params.replace('\'', '"'))))
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessage(message);
        assertThat(stub.server().getRequestCount()).isZero();
    }

    @Test
    void aValueThatWasSetIsNotOverruledByAParameter() {
        RunConfig config = RunConfig.builder()
                .maxTokens(10)
                .modelParams(Map.of("max_tokens", 20))
                .build();
        assertThatThrownBy(() -> adapter.execute("Hello", config))
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessage("model_params.maxOutputTokens contradicts the same value of the request");
    }

    private JsonNode generationConfig(String params) {
        return body("gemini-3.5-flash", params).get("generationConfig");
    }

    private JsonNode body(String model, String params) {
        stub.answers(200, ANSWER);
        adapter.execute("Hello", config(model, params));
        return stub.requestBody();
    }

    private static RunConfig config(String model, String params) {
        return RunConfig.builder()
                .modelName(model)
                .modelParams(Json.read(params).object())
                .build();
    }
}
