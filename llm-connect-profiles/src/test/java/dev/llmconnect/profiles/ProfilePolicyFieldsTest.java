package dev.llmconnect.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMProfileException;
import dev.llmconnect.profiles.policy.FallbackTarget;
import dev.llmconnect.profiles.policy.PolicyConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The policies of a definition. */
class ProfilePolicyFieldsTest {
    private static final String JSON = "LLM_CONNECT_PROFILES_JSON";

    private static Profile load(String definition, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put(
                JSON, "{\"other\": {\"provider\": \"bare\"}, \"t\": {\"provider\": \"local\", " + definition + "}}");
        return Profiles.load(environment, FakeCatalog.REGISTRY).find("t").orElseThrow();
    }

    @Test
    void areReadAndRememberTheirSource() {
        Profile profile = load("""
                "retry": {"max_attempts": 2, "base_delay_ms": 10, "max_delay_ms": null},
                "fallbacks": ["other", {"provider": "or", "model": "m"}],
                "attempt_timeout_seconds": 60, "first_token_timeout_seconds": 10, "idle_timeout_seconds": 2.5,
                "circuit_breaker": {"failures": 7, "cool_down_seconds": 3}, "max_concurrent": 64, "buffer_stream": true""", Map.of());

        PolicyConfig policy = profile.policy();
        assertThat(policy.retry().maxAttempts()).isEqualTo(2);
        assertThat(policy.retry().baseDelay()).isEqualTo(Duration.ofMillis(10));
        assertThat(policy.fallbacks())
                .containsExactly(FallbackTarget.profile("other"), FallbackTarget.provider("or", "m"));
        assertThat(policy.attemptTimeouts().idle()).contains(Duration.ofMillis(2500));
        assertThat(policy.circuitBreaker().failureThreshold()).isEqualTo(7);
        assertThat(policy.bulkhead().maxConcurrent()).isEqualTo(64);
        assertThat(policy.bufferStream()).isTrue();
        assertThat(profile.values().keySet())
                .containsExactly(
                        "provider",
                        "retry.max_attempts",
                        "retry.base_delay_ms",
                        "fallbacks",
                        "attempt_timeout_seconds",
                        "first_token_timeout_seconds",
                        "idle_timeout_seconds",
                        "circuit_breaker.failure_threshold",
                        "circuit_breaker.max_delay_seconds",
                        "max_concurrent",
                        "buffer_stream");
        assertThat(profile.values().get("retry.max_attempts").source()).isEqualTo(JSON);
    }

    @Test
    void areLayeredFieldByField() {
        String variable = "LLM_CONNECT_PROFILE_T_RETRY_BASE_DELAY_MS";
        Profile profile = load("\"retry\": {\"max_attempts\": 2, \"base_delay_ms\": 10}", Map.of(variable, "20"));

        assertThat(profile.policy().retry().maxAttempts()).isEqualTo(2);
        assertThat(profile.policy().retry().baseDelay()).isEqualTo(Duration.ofMillis(20));
        assertThat(profile.values().get("retry.base_delay_ms").source()).isEqualTo(variable);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            RETRY_MAX_ATTEMPTS                | 2     | retry.max_attempts
            RETRY_BASE_DELAY_MS               | 2     | retry.base_delay_ms
            RETRY_MAX_DELAY_MS                | 2     | retry.max_delay_ms
            FALLBACKS                         | other | fallbacks
            ATTEMPT_TIMEOUT_SECONDS           | 2     | attempt_timeout_seconds
            FIRST_TOKEN_TIMEOUT_SECONDS       | 2     | first_token_timeout_seconds
            IDLE_TIMEOUT_SECONDS              | 2     | idle_timeout_seconds
            CIRCUIT_BREAKER_FAILURE_THRESHOLD | 2     | circuit_breaker.failure_threshold
            CIRCUIT_BREAKER_MAX_DELAY_SECONDS | 2     | circuit_breaker.max_delay_seconds
            CIRCUIT_BREAKER_FAILURES          | 2     | circuit_breaker.failure_threshold
            CIRCUIT_BREAKER_COOL_DOWN_SECONDS | 2     | circuit_breaker.max_delay_seconds
            MAX_CONCURRENT                    | 2     | max_concurrent
            BUFFER_STREAM                     | true  | buffer_stream
            """)
    void eachHasAVariable(String suffix, String text, String field) {
        String variable = "LLM_CONNECT_PROFILE_T_" + suffix;
        Profile profile = load("\"model\": \"m\"", Map.of(variable, text));

        assertThat(profile.values().get(field).source()).isEqualTo(variable);
        assertThat(profile.policy()).isNotEqualTo(PolicyConfig.defaults());
        assertThatThrownBy(() -> load("\"model\": \"m\"", Map.of(variable, "-1")))
                .isInstanceOf(LLMProfileException.class)
                .hasMessageStartingWith("invalid profile `t`")
                .hasMessageContainingAll(suffix.equals("FALLBACKS") ? "unknown profile `-1`" : variable, "t." + field);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            "retry": 3                             | t.retry must be an object, got 3
            "retry": {"max_attempts": "x"}         | t.retry.max_attempts must be an integer of at least 1, got "x"
            "retry": {"max_attempt": 2}            | unknown t.retry field `max_attempt`; did you mean `max_attempts`?
            "retry": {"max_attempts": 2}, "retry.max_attempts": 2 | t.retry.max_attempts is set twice
            "buffer_stream": 1                     | t.buffer_stream must be true or false, got 1
            "bufer_stream": true                   | unknown field `bufer_stream`; did you mean `buffer_stream`?
            "fallbacks": "other"                   | t.fallbacks must be a list
            "fallbacks": [{"provider": "bare", "modell": "m"}] | did you mean `model`?
            "fallbacks": ["othr"]                  | t.fallbacks: unknown profile `othr`; did you mean `other`?
            "fallbacks": ["t"]                     | t.fallbacks: a profile cannot be its own fallback
            "fallbacks": [{"provider": "bar"}]     | t.fallbacks: unknown provider `bar`; did you mean `bare`?
            """)
    void wrongOnesAreRefusedWithSourceProfileAndField(String definition, String message) {
        assertThatThrownBy(() -> load(definition, Map.of()))
                .isInstanceOf(LLMProfileException.class)
                .hasMessageStartingWith("invalid profile `t` (" + JSON + "): ")
                .hasMessageContaining(message);
    }

    @Test
    void fallbacksMayBeDefinedInAnyOrderAndNameEachOther() {
        Profiles profiles = Profiles.load(Map.of(JSON, """
                        {"a": {"provider": "local", "fallbacks": ["b"]}, "b": {"provider": "bare", "fallbacks": ["a"]}}"""), FakeCatalog.REGISTRY);

        assertThat(profiles.names()).containsAll(List.of("a", "b"));
    }
}
