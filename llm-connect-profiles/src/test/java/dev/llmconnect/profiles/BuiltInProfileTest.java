package dev.llmconnect.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.LLMAdapters;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuiltInProfileTest {
    private static Profile custodianTriage(Map<String, String> environment) {
        return Profiles.load(environment, FakeCatalog.REGISTRY)
                .find("custodian-triage-balanced")
                .orElseThrow();
    }

    @Test
    void hasTheValuesOfTheContract() {
        Profile profile = custodianTriage(Map.of());

        assertThat(profile.provider()).isEqualTo("openrouter");
        assertThat(profile.model()).contains("anthropic/claude-sonnet-4");
        assertThat(profile.config().temperatureIfSet()).contains(0.2);
        assertThat(profile.config().maxTokensIfSet()).contains(1800);
        assertThat(profile.config().maxDepth()).contains(2);
        assertThat(profile.config().timeoutIfSet()).contains(Duration.ofMinutes(5));
        assertThat(profile.config().modelParams()).isEqualTo(Map.of("reasoning_effort", "medium"));
        assertThat(profile.environmentPrefix()).isEqualTo("LLM_CONNECT_CUSTODIAN_TRIAGE_");
    }

    @Test
    void isTheOnlyOneWithoutConfiguration() {
        assertThat(Profiles.load(Map.of(), FakeCatalog.REGISTRY).names()).containsExactly("custodian-triage-balanced");
    }

    @Test
    void knowsThatItsValuesAreBuiltIn() {
        assertThat(custodianTriage(Map.of()).values().keySet())
                .containsExactly(
                        "provider",
                        "model",
                        "temperature",
                        "max_tokens",
                        "max_depth",
                        "timeout_seconds",
                        "model_params.reasoning_effort");
        assertThat(custodianTriage(Map.of()).values().values())
                .extracting(ProfileValue::source)
                .containsOnly("built in");
    }

    @ParameterizedTest
    @CsvSource({
        "PROVIDER, local, provider",
        "MODEL, some/other, model",
        "TEMPERATURE, 0.9, temperature",
        "MAX_TOKENS, 17, max_tokens",
        "MAX_DEPTH, 0, max_depth",
        "TIMEOUT_SECONDS, 86400, timeout_seconds",
        "REASONING_EFFORT, high, model_params.reasoning_effort",
    })
    void takesEachFieldFromItsVariable(String suffix, String text, String field) {
        String variable = "LLM_CONNECT_CUSTODIAN_TRIAGE_" + suffix;
        Map<String, ProfileValue> values =
                custodianTriage(Map.of(variable, " " + text + " ")).values();

        assertThat(values.get(field).source()).isEqualTo(variable);
        assertThat(values.get(field).value()).hasToString(text);
        assertThat(values.entrySet().stream().filter(entry -> !entry.getKey().equals(field)))
                .allSatisfy(entry -> assertThat(entry.getValue().source()).isEqualTo("built in"));
    }

    @Test
    void usesWhatTheVariablesSay() {
        Profile profile = custodianTriage(Map.of(
                "LLM_CONNECT_CUSTODIAN_TRIAGE_PROVIDER", "local",
                "LLM_CONNECT_CUSTODIAN_TRIAGE_MODEL", "m",
                "LLM_CONNECT_CUSTODIAN_TRIAGE_TEMPERATURE", "0.9",
                "LLM_CONNECT_CUSTODIAN_TRIAGE_MAX_TOKENS", "17",
                "LLM_CONNECT_CUSTODIAN_TRIAGE_MAX_DEPTH", "0",
                "LLM_CONNECT_CUSTODIAN_TRIAGE_TIMEOUT_SECONDS", "5",
                "LLM_CONNECT_CUSTODIAN_TRIAGE_REASONING_EFFORT", "high"));

        assertThat(profile.provider()).isEqualTo("local");
        assertThat(profile.config().toMap())
                .containsEntry("model_name", "m")
                .containsEntry("temperature", 0.9)
                .containsEntry("max_tokens", 17)
                .containsEntry("max_depth", 0)
                .containsEntry("timeout_seconds", 5L)
                .containsEntry("model_params", Map.of("reasoning_effort", "high"));
    }

    @Test
    void countsABlankVariableAsUnset() {
        Profile profile = custodianTriage(Map.of(
                "LLM_CONNECT_CUSTODIAN_TRIAGE_MODEL", "  ",
                "LLM_CONNECT_CUSTODIAN_TRIAGE_TEMPERATURE", "",
                "LLM_CONNECT_PROFILE_FILE", " ",
                "LLM_CONNECT_PROFILES_JSON", "\n",
                "LLM_CONNECT_PROFILE_NOBODY_MODEL", " "));

        assertThat(profile.model()).contains("anthropic/claude-sonnet-4");
        assertThat(profile.config().temperature()).isEqualTo(0.2);
    }

    @Test
    void canBeChangedByDefinitionsToo() {
        Profile profile = custodianTriage(
                Map.of("LLM_CONNECT_PROFILES_JSON", "{\"custodian-triage-balanced\": {\"temperature\": 0.25}}"));

        assertThat(profile.values().get("temperature"))
                .isEqualTo(new ProfileValue(new BigDecimal("0.25"), "LLM_CONNECT_PROFILES_JSON"));
        assertThat(profile.values().get("max_tokens")).isEqualTo(new ProfileValue(1800L, "built in"));
    }

    @Test
    void doesNotKeepAProgramFromStartingThatBringsNoOpenrouter() {
        LLMAdapters empty = LLMAdapters.of(List.of());

        assertThat(Profiles.load(Map.of(), empty).names()).containsExactly("custodian-triage-balanced");
    }
}
