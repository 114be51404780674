package dev.llmconnect.providers.carried;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.RunConfig;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A maximum of tokens is sent under the name the provider or its model wants, else under the one the caller used. */
class MaximumOfTokensTest {
    private static final String OLD = "\"max_tokens\":1099";
    private static final String NEW = "\"max_completion_tokens\":1099";
    private static final Map<String, UnaryOperator<RunConfig.Builder>> BY_NAME = Map.of(
            "max_tokens", config -> config.maxTokens(1099),
            "max_completion_tokens", config -> config.maxCompletionTokens(1099),
            "params.max_tokens", config -> config.modelParam("max_tokens", 1099),
            "params.max_completion_tokens", config -> config.modelParam("max_completion_tokens", 1099));

    private static String sent(String provider, String model, UnaryOperator<RunConfig.Builder> config) {
        TriedFormat format = TriedFormat.all().getOrDefault(provider, TriedFormat.compatible());
        try (TriedProvider tried =
                new TriedProvider(provider, new TriedFormat(model, format.settings(), format.answer()))) {
            return tried.sent(call -> call.prompt("Hi")
                    .config(config.apply(RunConfig.builder().modelName(model)).build()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"azure-openai", "openai-compatible", "openai", "vllm"})
    void theCallersNameIsKeptWhereTheModelsTellsNothing(String provider) {
        BY_NAME.forEach((name, config) -> assertThat(sent(provider, "prod-1", config))
                .as(name)
                .contains(name.contains("completion") ? NEW : OLD)
                .doesNotContain(name.contains("completion") ? OLD : NEW));
    }

    @ParameterizedTest
    @CsvSource({"azure-openai,my-o3-mini", "openai,gpt-5-mini", "openai-compatible,o3", "cerebras,prod-1"})
    void theModelsOrTheProvidersNameIsUsedWhereItIsKnown(String provider, String model) {
        BY_NAME.forEach((name, config) ->
                assertThat(sent(provider, model, config)).as(name).contains(NEW).doesNotContain(OLD));
    }

    @Test
    void mistralKnowsOnlyTheOldName() {
        BY_NAME.forEach((name, config) -> assertThat(sent("mistral", "mistral-small-latest", config))
                .as(name)
                .contains(OLD)
                .doesNotContain(NEW));
    }

    @ParameterizedTest
    @CsvSource({
        "anthropic,max_tokens",
        "vertex-anthropic,max_tokens",
        "openai-responses,max_output_tokens",
        "gemini,maxOutputTokens",
        "vertex-gemini,maxOutputTokens",
        "bedrock,maxTokens",
        "cohere,max_tokens",
        "ollama,num_predict"
    })
    void otherFormatsTranslateBothNames(String provider, String field) {
        String model = TriedFormat.all().get(provider).model();
        BY_NAME.forEach((name, config) -> assertThat(sent(provider, model, config))
                .as(name)
                .contains("\"" + field + "\":1099")
                .doesNotContain("completion_tokens"));
    }

    @Test
    void anotherServerIsToldWhichNameItWas() {
        assertThat(sent("llm-connect", "prod-1", BY_NAME.get("max_tokens"))).contains(OLD);
        assertThat(sent("llm-connect", "prod-1", BY_NAME.get("max_completion_tokens")))
                .contains("\"model_params\":{" + NEW + "}")
                .doesNotContain(OLD);
    }
}
