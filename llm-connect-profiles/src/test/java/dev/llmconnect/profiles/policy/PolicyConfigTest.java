package dev.llmconnect.profiles.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMConfigurationException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyConfigTest {
    @Test
    void theDefaultsRetryAndBreakAndLeaveTheLimitsToTheRoutes() {
        PolicyConfig config = PolicyConfig.defaults();

        assertThat(config.retry())
                .isEqualTo(RetryConfig.builder()
                        .maxAttempts(3)
                        .baseDelay(Duration.ofMillis(500))
                        .maxDelay(Duration.ofSeconds(10))
                        .build());
        assertThat(config.circuitBreaker())
                .isEqualTo(CircuitBreakerConfig.builder()
                        .failureThreshold(5)
                        .maxDelay(Duration.ofSeconds(30))
                        .build());
        assertThat(config.attemptTimeouts()).isEqualTo(AttemptTimeoutConfig.defaults());
        assertThat(config.bulkhead().maxConcurrent()).isZero();
        assertThat(config.fallbacks()).isEmpty();
        assertThat(config.bufferStream()).isFalse();
    }

    @Test
    void readsEveryFieldOfAProfile() {
        PolicyConfig config = PolicyConfig.fromMap(
                "triage",
                Map.of(
                        "retry",
                        Map.of("max_attempts", 4L, "base_delay_ms", 250L, "max_delay_ms", 8000L),
                        "fallbacks",
                        List.of("local-small", Map.of("provider", "anthropic", "model", "claude-sonnet-4-5")),
                        "attempt_timeout_seconds",
                        60L,
                        "first_token_timeout_seconds",
                        10L,
                        "idle_timeout_seconds",
                        new BigDecimal("2.5"),
                        "circuit_breaker",
                        Map.of("failure_threshold", 7L, "max_delay_seconds", 20L),
                        "max_concurrent",
                        64L,
                        "buffer_stream",
                        true));

        assertThat(config.retry())
                .isEqualTo(RetryConfig.builder()
                        .maxAttempts(4)
                        .baseDelay(Duration.ofMillis(250))
                        .maxDelay(Duration.ofSeconds(8))
                        .build());
        assertThat(config.fallbacks())
                .containsExactly(
                        FallbackTarget.profile("local-small"),
                        FallbackTarget.provider("anthropic", "claude-sonnet-4-5"));
        assertThat(config.attemptTimeouts())
                .isEqualTo(AttemptTimeoutConfig.defaults()
                        .withAttempt(Duration.ofSeconds(60))
                        .withFirstToken(Duration.ofSeconds(10))
                        .withIdle(Duration.ofMillis(2500)));
        assertThat(config.circuitBreaker())
                .isEqualTo(CircuitBreakerConfig.builder()
                        .failureThreshold(7)
                        .maxDelay(Duration.ofSeconds(20))
                        .build());
        assertThat(config.bulkhead()).isEqualTo(BulkheadConfig.of(64));
        assertThat(config.bufferStream()).isTrue();
        assertThat(config.fieldsSet()).containsExactly(PolicyField.values());
    }

    @Test
    void whatWasBuiltEqualsWhatWasRead() {
        PolicyConfig built = PolicyConfig.builder()
                .retry(RetryConfig.builder().maxAttempts(2).build())
                .circuitBreaker(CircuitBreakerConfig.builder()
                        .failureThreshold(1)
                        .maxDelay(Duration.ofSeconds(2))
                        .build())
                .build();

        assertThat(built)
                .isEqualTo(PolicyConfig.fromMap(
                        "",
                        Map.of(
                                "retry", Map.of("max_attempts", 2, "base_delay_ms", 500, "max_delay_ms", 10_000),
                                "circuit_breaker", Map.of("failures", 1, "cool_down_seconds", 2))));
        assertThat(built.toBuilder().build()).isEqualTo(built);
    }

    @Test
    void layersFieldByField() {
        PolicyConfig server = PolicyConfig.fromVariables(
                "LLM_CONNECT_",
                Map.of(
                        "LLM_CONNECT_RETRY_MAX_ATTEMPTS", "5",
                        "LLM_CONNECT_RETRY_BASE_DELAY_MS", "100",
                        "LLM_CONNECT_IDLE_TIMEOUT_SECONDS", "7",
                        "LLM_CONNECT_BUFFER_STREAM", "true",
                        "LLM_CONNECT_FALLBACKS", "a, b"));
        PolicyConfig profile = PolicyConfig.fromMap("", Map.of("retry", Map.of("max_attempts", 1)));

        PolicyConfig merged = profile.mergedOver(server);

        assertThat(merged.retry())
                .isEqualTo(RetryConfig.builder()
                        .maxAttempts(1)
                        .baseDelay(Duration.ofMillis(100))
                        .maxDelay(Duration.ofSeconds(10))
                        .build());
        assertThat(merged.attemptTimeouts())
                .isEqualTo(AttemptTimeoutConfig.defaults().withIdle(Duration.ofSeconds(7)));
        assertThat(merged.bufferStream()).isTrue();
        assertThat(merged.fallbacks()).containsExactly(FallbackTarget.profile("a"), FallbackTarget.profile("b"));
    }

    @Test
    void zeroIsNotTheSameAsUnset() {
        PolicyConfig off = PolicyConfig.fromMap("", Map.of("idle_timeout_seconds", 0));

        assertThat(off.attemptTimeouts().idle()).contains(Duration.ZERO);
        assertThat(off.attemptTimeouts().firstToken()).isEmpty();
        assertThat(PolicyConfig.builder()
                        .attemptTimeouts(AttemptTimeoutConfig.none())
                        .build()
                        .attemptTimeouts())
                .isEqualTo(AttemptTimeoutConfig.none());
    }

    @Test
    void oldNamesAreStillRead() {
        PolicyConfig old =
                PolicyConfig.fromMap("", Map.of("circuit_breaker", Map.of("failures", 7, "cool_down_seconds", 20)));

        assertThat(old)
                .isEqualTo(PolicyConfig.fromMap(
                        "", Map.of("circuit_breaker", Map.of("failure_threshold", 7, "max_delay_seconds", 20))))
                .isEqualTo(PolicyConfig.fromVariables(
                        "P_", Map.of("P_CIRCUIT_BREAKER_FAILURES", "7", "P_CIRCUIT_BREAKER_COOL_DOWN_SECONDS", "20")));
        assertThat(PolicyConfig.fromVariables(
                                "P_",
                                Map.of(
                                        "P_CIRCUIT_BREAKER_FAILURES", "7",
                                        "P_CIRCUIT_BREAKER_FAILURE_THRESHOLD", "8"))
                        .circuitBreaker()
                        .failureThreshold())
                .isEqualTo(8);
        assertWrong(
                Map.of("circuit_breaker", Map.of("failures", 7, "failure_threshold", 8)),
                "circuit_breaker.failure_threshold is set twice");
        assertWrong(Map.of("circuit_breaker", Map.of("failures", -7)), "circuit_breaker.failures must be an integer");
    }

    @Test
    void nullAndBlankAreUnset() {
        assertThat(PolicyConfig.fromMap("", Collections.singletonMap("retry", null)))
                .isEqualTo(PolicyConfig.defaults());
        assertThat(PolicyConfig.fromMap("", Map.of("retry", Collections.singletonMap("max_attempts", null))))
                .isEqualTo(PolicyConfig.defaults());
        assertThat(PolicyConfig.fromVariables("LLM_CONNECT_", Map.of("LLM_CONNECT_MAX_CONCURRENT", " ")))
                .isEqualTo(PolicyConfig.defaults());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max_attempts | x | p.retry.max_attempts must be an integer of at least 1, got \"x\"",
                "max_attempts | 0 | p.retry.max_attempts must be an integer of at least 1, got 0",
                "max_attempts | 1.5 | p.retry.max_attempts must be an integer of at least 1, got 1.5",
                "max_attempts | 3e9 | p.retry.max_attempts must be an integer of at least 1, got 3E+9",
                "max_delay_ms | -1 | p.retry.max_delay_ms must be a number between 0 and 86400000, got -1",
                "max_delay_ms | 1e400 | p.retry.max_delay_ms must be a number between 0 and 86400000, got 1E+400",
            })
    void saysWhatIsWrongWithANumber(String field, String value, String message) {
        Object json = value.equals("x") ? value : new BigDecimal(value);

        assertThatThrownBy(() -> PolicyConfig.fromMap("p", Map.of("retry", Map.of(field, json))))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessage(message);
    }

    @Test
    void saysWhatIsWrongWithAnythingElse() {
        assertWrong(Map.of("retry", 3), "retry must be an object, got 3");
        assertWrong(Map.of("buffer_stream", "yes"), "buffer_stream must be true or false, got \"yes\"");
        assertWrong(Map.of("idle_timeout_seconds", List.of()), "idle_timeout_seconds must be a number between 0 and");
        assertWrong(Map.of("fallbacks", "local"), "fallbacks must be a list of at most 8 profile names or objects");
        assertWrong(Map.of("fallbacks", List.of(Map.of("model", "m"))), "fallbacks must be a list");
        assertWrong(Map.of("fallbacks", Collections.nCopies(9, "x")), "fallbacks must be a list of at most 8");
        assertWrong(
                Map.of("fallbacks", List.of(Map.of("provider", "p", "modell", "m"))),
                "unknown fallbacks field `modell`; did you mean `model`?");
        assertWrong(
                Map.of("retry", Map.of("max_atempts", 2)),
                "unknown retry field `max_atempts`; did you mean `max_attempts`?; accepted: max_attempts, base_delay_ms,");
        assertWrong(Map.of("buffer_streams", true), "unknown policy field `buffer_streams`; did you mean");
        assertThatThrownBy(() ->
                        PolicyConfig.fromVariables("LLM_CONNECT_", Map.of("LLM_CONNECT_RETRY_MAX_ATTEMPTS", "many")))
                .hasMessage("LLM_CONNECT_RETRY_MAX_ATTEMPTS must be an integer of at least 1, got \"many\"");
    }

    @Test
    void aProgramsValuesAreCheckedToo() {
        assertThatThrownBy(() -> RetryConfig.builder().maxAttempts(0).build())
                .hasMessage("retry.max_attempts must be an integer of at least 1, got 0");
        assertThatThrownBy(() -> AttemptTimeoutConfig.none().withIdle(Duration.ofSeconds(-1)))
                .isInstanceOf(LLMConfigurationException.class);
        assertThatThrownBy(() -> PolicyConfig.builder().maxConcurrent(-1))
                .isInstanceOf(LLMConfigurationException.class);
        assertThatThrownBy(() -> FallbackTarget.provider(" ")).isInstanceOf(LLMConfigurationException.class);
    }

    @Test
    void namesWhatAProfileMaySet() {
        assertThat(PolicyConfig.fieldNames())
                .containsExactly(
                        "retry",
                        "fallbacks",
                        "attempt_timeout_seconds",
                        "first_token_timeout_seconds",
                        "idle_timeout_seconds",
                        "circuit_breaker",
                        "max_concurrent",
                        "buffer_stream");
    }

    private static void assertWrong(Map<String, ?> fields, String message) {
        assertThatThrownBy(() -> PolicyConfig.fromMap("", fields))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageStartingWith(message);
    }
}
