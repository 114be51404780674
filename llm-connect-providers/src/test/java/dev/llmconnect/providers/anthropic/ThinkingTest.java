package dev.llmconnect.providers.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.ResponseFormat;
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

class ThinkingTest {
    private final StubProvider stub = new StubProvider();
    private final LLMAdapter adapter = stub.adapter("anthropic", "ANTHROPIC_API_KEY");

    @AfterEach
    void close() {
        adapter.close();
        stub.close();
    }

    @ParameterizedTest
    @CsvSource({
        "claude-opus-4-6,minimal,low",
        "claude-sonnet-4-6,high,high",
        "claude-opus-4-7,xhigh,xhigh",
        "claude-sonnet-5,medium,medium",
        "claude-opus-5@default,max,max",
        "claude-mythos-preview,low,low"
    })
    void laterModelsThinkAsTheySeeFit(String model, String effort, String sent) {
        LLMResponse answer = execute(config(model, Map.of("reasoning_effort", effort)));
        assertThat(stub.requestBody())
                .isEqualTo(Json.read("""
                        {"model":"MODEL","max_tokens":2000,"messages":[{"role":"user","content":"Hello"}],
                         "thinking":{"type":"adaptive","display":"summarized"},"output_config":{"effort":"EFFORT"}}""".replace("MODEL", model).replace("EFFORT", sent)));
        assertThat(answer.metadata().toMap()).containsEntry("dropped_params", List.of("temperature"));
    }

    @ParameterizedTest
    @CsvSource({
        "claude-3-7-sonnet-20250219,low,2000,1024",
        "claude-opus-4-20250514,medium,4000,2000",
        "claude-sonnet-4@20250514,medium,4000,2000",
        "claude-opus-4-1,high,10000,8000",
        "claude-haiku-4-5-20251001,xhigh,2000,1900",
        "claude-sonnet-4-5,max,100000,32000",
        "claude-sonnet-4-5,minimal,1025,1024",
        "glm-4.6,low,10000,2000"
    })
    void earlierModelsGetABudgetOutOfTheirTokens(String model, String effort, int maxTokens, int budget) {
        RunConfig config = config(model, Map.of("reasoning_effort", effort)).toBuilder()
                .maxTokens(maxTokens)
                .build();
        execute(config);
        JsonNode body = stub.requestBody();
        assertThat(body.get("thinking"))
                .isEqualTo(JsonNode.of(Map.of("type", "enabled", "budget_tokens", (long) budget)));
        assertThat(body.has("temperature")).isFalse();
        assertThat(body.has("output_config")).isFalse();
    }

    @Test
    void noEffortSwitchesThinkingOff() {
        execute(config("claude-sonnet-5", Map.of("reasoning_effort", "none")));
        assertThat(stub.requestBody().get("thinking")).isEqualTo(JsonNode.of(Map.of("type", "disabled")));
        execute(config("claude-3-haiku-20240307", Map.of("reasoning_effort", "none")));
        assertThat(stub.requestBody().has("thinking")).isFalse();
    }

    @Test
    void thinkingInAnthropicsOwnWordsIsSentAsItIsWithoutOurTemperature() {
        Map<String, Object> thinking = Map.of("type", "enabled", "budget_tokens", 1500L);
        LLMResponse answer = execute(config("claude-sonnet-4-5", Map.of("thinking", thinking)));
        JsonNode body = stub.requestBody();
        assertThat(body.object("thinking")).isEqualTo(thinking);
        assertThat(body.has("temperature")).isFalse();
        assertThat(answer.metadata().toMap()).containsEntry("dropped_params", List.of("temperature"));
    }

    @Test
    void anEffortBesideThinkingOfOnesOwnIsOnlyTheEffort() {
        execute(config(
                "claude-opus-4-8",
                Map.of("thinking", Map.of("type", "adaptive", "display", "omitted"), "reasoning_effort", "low")));
        JsonNode body = stub.requestBody();
        assertThat(body.object("thinking")).isEqualTo(Map.of("type", "adaptive", "display", "omitted"));
        assertThat(body.object("output_config")).isEqualTo(Map.of("effort", "low"));
    }

    @Test
    void aSchemaAndAnEffortShareTheirObject() {
        stub.answers(200, "{\"content\":[]}");
        adapter.execute(LLMRequest.builder()
                .prompt("Hello")
                .config(config("claude-sonnet-5", Map.of("reasoning_effort", "low")))
                .responseFormat(ResponseFormat.jsonSchema("a", Map.of("type", "object")))
                .build());
        assertThat(stub.requestBody().get("output_config")).isEqualTo(Json.read("""
                        {"effort":"low","format":{"type":"json_schema","schema":{"type":"object"}}}"""));
    }

    @Test
    void whatCannotBeIsRefused() {
        refuses(
                config("claude-sonnet-4-5", Map.of("reasoning_effort", "extreme")),
                "anthropic does not support model_params.reasoning_effort of extreme");
        refuses(
                config("claude-sonnet-4-5", Map.of("reasoning_effort", "low", "max_tokens", 1024)),
                "anthropic does not support model_params.reasoning_effort with max_tokens of 1024: "
                        + "thinking is part of them, and takes at least 1024");
        refuses(
                config("claude-sonnet-4-5", Map.of("reasoning_effort", "low", "thinking", Map.of("type", "adaptive"))),
                "model_params.thinking.type contradicts the same value of the request");
    }

    private void refuses(RunConfig config, String message) {
        assertThatThrownBy(() -> adapter.execute("Hello", config))
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessage(message);
    }

    private LLMResponse execute(RunConfig config) {
        stub.answers(200, "{\"type\":\"message\",\"content\":[],\"stop_reason\":\"end_turn\"}");
        return adapter.execute("Hello", config);
    }

    private static RunConfig config(String model, Map<String, ?> params) {
        return RunConfig.builder().modelName(model).modelParams(params).build();
    }
}
