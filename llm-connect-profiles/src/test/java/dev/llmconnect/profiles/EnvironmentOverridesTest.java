package dev.llmconnect.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.ErrorCode;
import dev.llmconnect.LLMProfileException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentOverridesTest {
    private static final String TWO_NAMES = """
            {"my-name": {"provider": "local"}, "My.Name": {"provider": "local"}}""";

    private static Profiles load(String json, String variable, String value) {
        return Profiles.load(Map.of("LLM_CONNECT_PROFILES_JSON", json, variable, value), FakeCatalog.REGISTRY);
    }

    private static void refuses(String json, String variable, String message) {
        assertThatThrownBy(() -> load(json, variable, "x"))
                .isInstanceOfSatisfying(
                        LLMProfileException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION_ERROR))
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "PROVIDER, openrouter, provider",
        "MODEL, other, model",
        "TEMPERATURE, 1.5, temperature",
        "MAX_TOKENS, 17, max_tokens",
        "MAX_DEPTH, 4, max_depth",
        "TIMEOUT_SECONDS, 60, timeout_seconds",
        "REASONING_EFFORT, 12, model_params.reasoning_effort",
    })
    void takesEachFieldOfAnyProfileFromItsVariable(String suffix, String text, String field) {
        String variable = "LLM_CONNECT_PROFILE_MY_NAME_2_" + suffix;
        Profile profile = load("{\"my-name.2\": {\"provider\": \"local\"}}", variable, text)
                .find("my-name.2")
                .orElseThrow();

        assertThat(profile.values().get(field).source()).isEqualTo(variable);
        assertThat(profile.values().get(field).value()).hasToString(text);
    }

    @Test
    void passesReasoningEffortOnAsText() {
        Profile profile = load("{\"a\": {\"provider\": \"local\"}}", "LLM_CONNECT_PROFILE_A_REASONING_EFFORT", "12")
                .find("a")
                .orElseThrow();

        assertThat(profile.config().modelParams()).containsEntry("reasoning_effort", "12");
    }

    @Test
    void tellsApartProfilesOfWhichOneBeginsWithTheOther() {
        Profiles profiles = load(
                "{\"a\": {\"provider\": \"local\"}, \"a-model\": {\"provider\": \"local\"}}",
                "LLM_CONNECT_PROFILE_A_MODEL_MODEL",
                "m");

        assertThat(profiles.find("a").orElseThrow().model()).isEmpty();
        assertThat(profiles.find("a-model").orElseThrow().model()).contains("m");
    }

    @Test
    void refusesAVariableThatCouldMeanTwoProfiles() {
        refuses(
                TWO_NAMES,
                "LLM_CONNECT_PROFILE_MY_NAME_MODEL",
                "LLM_CONNECT_PROFILE_MY_NAME_MODEL matches My.Name.model and my-name.model;"
                        + " rename one of these profiles");
    }

    @Test
    void allowsTwoNamesOfOneVariableWhileItIsNotSet() {
        assertThat(load(TWO_NAMES, "PATH", "/bin").names()).contains("my-name", "My.Name");
    }

    @Test
    void refusesAVariableOfNoProfile() {
        refuses(
                "{}",
                "LLM_CONNECT_PROFILE_NOPE_MODEL",
                "LLM_CONNECT_PROFILE_NOPE_MODEL matches no profile; profiles: custodian-triage-balanced");
    }

    @Test
    void refusesAMisspeltVariableAndNamesTheRightOne() {
        refuses(
                "{\"triage\": {\"provider\": \"local\"}}",
                "LLM_CONNECT_PROFILE_TRIAGE_TEMPRATURE",
                "LLM_CONNECT_PROFILE_TRIAGE_TEMPRATURE matches no profile;"
                        + " did you mean `LLM_CONNECT_PROFILE_TRIAGE_TEMPERATURE`?;"
                        + " profiles: custodian-triage-balanced, triage");
        refuses(
                "{}",
                "LLM_CONNECT_PROFILES_FILE",
                "LLM_CONNECT_PROFILES_FILE matches no profile; did you mean `LLM_CONNECT_PROFILE_FILE`?;"
                        + " profiles: custodian-triage-balanced");
        refuses(
                "{}",
                "LLM_CONNECT_CUSTODIAN_TRIAGE_MODLE",
                "LLM_CONNECT_CUSTODIAN_TRIAGE_MODLE matches no profile;"
                        + " did you mean `LLM_CONNECT_CUSTODIAN_TRIAGE_MODEL`?; profiles: custodian-triage-balanced");
    }

    @Test
    void hasNoSecondNameForTheVariablesOfTheBuiltInProfile() {
        refuses(
                "{}",
                "LLM_CONNECT_PROFILE_CUSTODIAN_TRIAGE_BALANCED_MODEL",
                "LLM_CONNECT_PROFILE_CUSTODIAN_TRIAGE_BALANCED_MODEL matches no profile;"
                        + " profiles: custodian-triage-balanced");
    }

    @Test
    void leavesOtherVariablesAlone() {
        assertThat(load("{}", "LLM_CONNECT_PROFILER", "x").names()).hasSize(1);
        assertThat(load("{}", "LLM_CONNECT_LOCAL_BASE_URL", "http://x").names()).hasSize(1);
    }

    @Test
    void namesVariableProfileAndFieldOfAWrongValue() {
        refuses(
                "{}",
                "LLM_CONNECT_CUSTODIAN_TRIAGE_TEMPERATURE",
                "invalid profile `custodian-triage-balanced` (LLM_CONNECT_CUSTODIAN_TRIAGE_TEMPERATURE):"
                        + " custodian-triage-balanced.temperature must be a number between 0 and 2, got \"x\"");
        refuses(
                "{}",
                "LLM_CONNECT_CUSTODIAN_TRIAGE_PROVIDER",
                "invalid profile `custodian-triage-balanced` (LLM_CONNECT_CUSTODIAN_TRIAGE_PROVIDER):"
                        + " custodian-triage-balanced.provider: unknown provider `x`; available: bare, local, openrouter, router");
    }
}
