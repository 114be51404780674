package dev.llmconnect.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileLayeringTest {
    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private String file = "";

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("profiles.json").toString();
    }

    private void writeFile(String json) throws IOException {
        Files.writeString(Path.of(file), json);
        environment.put("LLM_CONNECT_PROFILE_FILE", file);
    }

    private Profiles load() {
        return Profiles.load(environment, FakeCatalog.REGISTRY);
    }

    private Profile load(String name) {
        return load().find(name).orElseThrow();
    }

    @Test
    void laysInlineOverFileAndVariableOverInlineFieldByField() throws IOException {
        writeFile("""
                {"triage": {"provider": "local", "model": "from-file", "temperature": 0.1, "max_tokens": 100}}""");
        environment.put("LLM_CONNECT_PROFILES_JSON", """
                {"triage": {"model": "inline", "temperature": 0.2}}""");
        environment.put("LLM_CONNECT_PROFILE_TRIAGE_TEMPERATURE", "0.3");

        assertThat(load("triage").values())
                .containsExactly(
                        entry("provider", new ProfileValue("local", "file " + file)),
                        entry("model", new ProfileValue("inline", "LLM_CONNECT_PROFILES_JSON")),
                        entry(
                                "temperature",
                                new ProfileValue(new BigDecimal("0.3"), "LLM_CONNECT_PROFILE_TRIAGE_TEMPERATURE")),
                        entry("max_tokens", new ProfileValue(100L, "file " + file)));
        assertThat(load("triage").config().temperature()).isEqualTo(0.3);
    }

    @Test
    void laysModelParamsOverEachOtherEntryByEntry() throws IOException {
        writeFile("""
                {"triage": {"provider": "local", "model_params": {"top_p": 0.5, "seed": 7, "stop": ["a", 1.50]}}}""");
        environment.put("LLM_CONNECT_PROFILES_JSON", """
                {"triage": {"model_params": {"seed": 8, "reasoning_effort": "low"}}}""");
        environment.put("LLM_CONNECT_PROFILE_TRIAGE_REASONING_EFFORT", "high");

        Profile profile = load("triage");

        assertThat(profile.config().modelParams())
                .containsOnly(
                        entry("top_p", new BigDecimal("0.5")),
                        entry("seed", 8L),
                        entry("stop", List.of("a", new BigDecimal("1.50"))),
                        entry("reasoning_effort", "high"));
        assertThat(profile.values().get("model_params.top_p").source()).isEqualTo("file " + file);
        assertThat(profile.values().get("model_params.seed").source()).isEqualTo("LLM_CONNECT_PROFILES_JSON");
        assertThat(profile.values().get("model_params.reasoning_effort").source())
                .isEqualTo("LLM_CONNECT_PROFILE_TRIAGE_REASONING_EFFORT");
    }

    @Test
    void takesNullAsUnset() throws IOException {
        writeFile("""
                {"triage": {"provider": "local", "model": "kept", "max_depth": null}, "gone": null}""");
        environment.put("LLM_CONNECT_PROFILES_JSON", """
                {"triage": {"provider": null, "model": null, "model_params": null}}""");

        assertThat(load("triage").values()).containsOnlyKeys("provider", "model");
        assertThat(load("triage").model()).contains("kept");
        assertThat(load().names()).containsExactly("custodian-triage-balanced", "triage");
    }

    @Test
    void letsANullInModelParamsReplaceALowerValue() {
        environment.put("LLM_CONNECT_PROFILES_JSON", """
                {"custodian-triage-balanced": {"model_params": {"reasoning_effort": null}}}""");

        Profile profile = load("custodian-triage-balanced");

        assertThat(profile.config().modelParams()).containsOnly(entry("reasoning_effort", null));
        assertThat(profile.values().get("model_params.reasoning_effort"))
                .isEqualTo(new ProfileValue(null, "LLM_CONNECT_PROFILES_JSON"));
    }

    @Test
    void takesTheDottedNameOfTheContractsTable() {
        environment.put("LLM_CONNECT_PROFILES_JSON", """
                {"custodian-triage-balanced": {"model_params.reasoning_effort": "low"}}""");

        assertThat(load("custodian-triage-balanced").config().modelParams())
                .containsOnly(entry("reasoning_effort", "low"));
    }

    @Test
    void keepsAnObjectThatIsTheValueOfAParameterWhole() {
        environment.put("LLM_CONNECT_PROFILES_JSON", """
                {"custodian-triage-balanced": {"model_params.reasoning_effort": {"tokens": 5}}}""");

        assertThat(load("custodian-triage-balanced").config().modelParams())
                .containsOnly(entry("reasoning_effort", Map.of("tokens", 5L)));
    }

    @Test
    void takesEveryFieldOfOneDefinition() {
        environment.put("LLM_CONNECT_PROFILES_JSON", """
                {"all": {"provider": "or", "model": "m", "temperature": 2, "max_tokens": 1.0, "max_depth": 0,
                 "timeout_seconds": 1, "model_params": {"a": {"b": [true, null]}},
                 "base_url": "https://gateway.example/v1", "api_key_env": "GATEWAY_KEY"}}""");

        Profile profile = load("all");

        assertThat(profile.provider()).isEqualTo("or");
        assertThat(profile.config().toMap())
                .containsEntry("model_name", "m")
                .containsEntry("temperature", 2.0)
                .containsEntry("max_tokens", 1)
                .containsEntry("max_depth", 0)
                .containsEntry("timeout_seconds", 1L);
        assertThat(profile.baseUrl()).contains("https://gateway.example/v1");
        assertThat(profile.apiKeyEnv()).contains("GATEWAY_KEY");
    }

    @Test
    void forgetsAddressAndKeyWhenAHigherLayerNamesAnotherProvider() throws IOException {
        writeFile("""
                {"triage": {"provider": "local", "base_url": "http://gpu.example:8000"},
                 "same": {"provider": "local", "base_url": "http://gpu.example:8000"}}""");
        environment.put("LLM_CONNECT_PROFILE_TRIAGE_PROVIDER", "openrouter");
        environment.put("LLM_CONNECT_PROFILE_SAME_PROVIDER", "local");

        assertThat(load("triage").baseUrl()).isEmpty();
        assertThat(load("same").baseUrl()).contains("http://gpu.example:8000");
    }

    @Test
    void takesProfilesMadeByAProgram() {
        Profile profile =
                Profile.of("mine", "local", load("custodian-triage-balanced").config());

        assertThat(profile.config()).isEqualTo(load("custodian-triage-balanced").config());
        assertThat(profile.values().get("model")).isEqualTo(new ProfileValue("anthropic/claude-sonnet-4", "code"));
        assertThat(profile.values().get("model_params.reasoning_effort")).isEqualTo(new ProfileValue("medium", "code"));
    }
}
