package dev.llmconnect.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.ErrorCode;
import dev.llmconnect.LLMProfileException;
import dev.llmconnect.RunConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProfileDefinitionErrorsTest {
    private static final String ACCEPTED =
            "accepted: provider, model, temperature, max_tokens, max_depth, timeout_seconds,"
                    + " model_params, model_params.reasoning_effort, unsupported_params, prompt_cache, base_url,"
                    + " api_key_env, api_key, reasoning_field, max_tokens_field, stream_usage, default_temperature,"
                    + " alternating_turns, cache_marks, retry, fallbacks,"
                    + " attempt_timeout_seconds, first_token_timeout_seconds, idle_timeout_seconds, circuit_breaker,"
                    + " max_concurrent, buffer_stream";

    private static void refuses(String json, String message) {
        assertThatThrownBy(() -> Profiles.load(Map.of("LLM_CONNECT_PROFILES_JSON", json), FakeCatalog.REGISTRY))
                .isInstanceOfSatisfying(LLMProfileException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION_ERROR);
                    assertThat(e.type()).isEqualTo("LLMProfileError");
                })
                .hasMessage(message);
    }

    static Stream<Arguments> wrongFields() {
        return Stream.of(
                Arguments.of("\"provider\": 5", "t.provider must be a string that is not blank"),
                Arguments.of("\"provider\": \" \"", "t.provider must be a string that is not blank"),
                Arguments.of("\"model\": [\"m\"]", "t.model must be a string that is not blank"),
                Arguments.of("\"temperature\": \"0.2\"", "t.temperature must be a number between 0 and 2, got \"0.2\""),
                Arguments.of("\"temperature\": 2.01", "t.temperature must be a number between 0 and 2, got 2.01"),
                Arguments.of("\"temperature\": 1e999", "t.temperature must be a number between 0 and 2, got 1E+999"),
                Arguments.of("\"max_tokens\": 0", "t.max_tokens must be an integer of at least 1, got 0"),
                Arguments.of("\"max_tokens\": 100.5", "t.max_tokens must be an integer of at least 1, got 100.5"),
                Arguments.of(
                        "\"max_tokens\": 99999999999999999999",
                        "t.max_tokens must be an integer of at least 1, got 99999999999999999999"),
                Arguments.of("\"max_depth\": -1", "t.max_depth must be an integer of at least 0, got -1"),
                Arguments.of(
                        "\"timeout_seconds\": 86401",
                        "t.timeout_seconds must be an integer between 1 and 86400, got 86401"),
                Arguments.of(
                        "\"timeout_seconds\": true",
                        "t.timeout_seconds must be an integer between 1 and 86400, got true"),
                Arguments.of("\"model_params\": [1]", "t.model_params must be an object, got an array"),
                Arguments.of(
                        "\"model_params\": {\"reasoning_effort\": \"a\"}, \"model_params.reasoning_effort\": \"b\"",
                        "t.model_params.reasoning_effort is set twice"),
                Arguments.of("\"base_url\": \"example.com\"", "t.base_url must be an http or https URL with a host"),
                Arguments.of("\"base_url\": \"ftp://x\"", "t.base_url must be an http or https URL with a host"),
                Arguments.of("\"base_url\": \"http://a b\"", "t.base_url must be an http or https URL with a host"),
                Arguments.of("\"base_url\": 1", "t.base_url must be an http or https URL with a host"),
                Arguments.of(
                        "\"temprature\": 1", "unknown field `temprature`; did you mean `temperature`?; " + ACCEPTED),
                Arguments.of("\"model_name\": \"m\"", "unknown field `model_name`; " + ACCEPTED),
                Arguments.of("\"name\": null", "unknown field `name`; " + ACCEPTED));
    }

    @ParameterizedTest
    @MethodSource("wrongFields")
    void namesSourceProfileAndField(String field, String message) {
        refuses("{\"t\": {" + field + "}}", "invalid profile `t` (LLM_CONNECT_PROFILES_JSON): " + message);
    }

    @Test
    void neverShowsAKeyThatStandsWhereAVariablesNameBelongs() {
        refuses(
                "{\"t\": {\"provider\": \"local\", \"api_key_env\": \"abcdef0123456789\"}}",
                "invalid profile `t` (LLM_CONNECT_PROFILES_JSON): t.api_key_env must be the name of an environment variable"
                        + " in upper case, such as MY_API_KEY, not the key itself");
    }

    @Test
    void asksForAProvider() {
        refuses("{\"t\": {}}", "invalid profile `t` (LLM_CONNECT_PROFILES_JSON): t.provider must be set");
    }

    @Test
    void asksForAnObjectPerProfile() {
        refuses("{\"t\": \"local\"}", "invalid profile `t` (LLM_CONNECT_PROFILES_JSON): t must be an object");
    }

    @Test
    void knowsTheProvidersWithoutSettingThemUp() {
        FakeProvider.MADE.clear();
        refuses(
                "{\"t\": {\"provider\": \"opnrouter\"}}",
                "invalid profile `t` (LLM_CONNECT_PROFILES_JSON): t.provider: unknown provider `opnrouter`;"
                        + " did you mean `openrouter`?; available: bare, local, openrouter, router");
        assertThat(Profiles.load(
                                Map.of("LLM_CONNECT_PROFILES_JSON", "{\"t\": {\"provider\": \"openrouter\"}}"),
                                FakeCatalog.REGISTRY)
                        .names())
                .contains("t");
        assertThat(FakeProvider.MADE).isEmpty();
    }

    @Test
    void refusesASettingThatTheProviderDoesNotHave() {
        refuses(
                "{\"t\": {\"provider\": \"bare\", \"base_url\": \"http://x.example\"}}",
                "invalid profile `t` (LLM_CONNECT_PROFILES_JSON):"
                        + " t.base_url is set, but provider bare has no base_url");
        refuses(
                "{\"t\": {\"provider\": \"local\", \"api_key_env\": \"LOCAL_KEY\"}}",
                "invalid profile `t` (LLM_CONNECT_PROFILES_JSON):"
                        + " t.api_key_env is set, but provider local has no api_key");
    }

    @Test
    void wantsNamesThatCanBeTyped() {
        String rule = "a profile name has 1 to 100 characters, no space at its ends and no control character";
        refuses("{\"\": {}}", "invalid profile `` (LLM_CONNECT_PROFILES_JSON): " + rule);
        refuses("{\" a\": {}}", "invalid profile ` a` (LLM_CONNECT_PROFILES_JSON): " + rule);
        refuses("{\"a\\u0007b\": null}", "invalid profile `a\u0007b` (LLM_CONNECT_PROFILES_JSON): " + rule);
        refuses(
                "{\"" + "n".repeat(101) + "\": {}}",
                "invalid profile `" + "n".repeat(101) + "` (LLM_CONNECT_PROFILES_JSON): " + rule);
    }

    @Test
    void namesTheFileThatIsWrongEvenWhenAHigherLayerCorrectsIt(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("p.json"), "{\"t\": {\"provider\": \"local\", \"max_tokens\": \"many\"}}");

        assertThatThrownBy(() -> Profiles.load(
                        Map.of("LLM_CONNECT_PROFILE_FILE", file.toString(), "LLM_CONNECT_PROFILE_T_MAX_TOKENS", "5"),
                        FakeCatalog.REGISTRY))
                .hasMessage("invalid profile `t` (file " + file
                        + "): t.max_tokens must be an integer of at least 1, got \"many\"");
    }

    @Test
    void refusesTwoProfilesOfOneNameMadeByAProgram() {
        Profile profile = Profile.of("twin", "local", RunConfig.defaults());

        assertThatThrownBy(() -> Profiles.of(List.of(profile, profile)))
                .isInstanceOf(LLMProfileException.class)
                .hasMessage("there are two profiles called `twin`");
    }
}
