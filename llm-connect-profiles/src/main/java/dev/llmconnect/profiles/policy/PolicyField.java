package dev.llmconnect.profiles.policy;

import dev.llmconnect.LLMConfigurationException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Everything that can be set about policies. This is the whole list: the JSON of a profile, environment variables, defaults, error
 * messages and the table of {@code docs/resilience.md} are made from it.
 */
@SuppressWarnings("ImmutableEnumChecker") // kinds and defaults are immutable, but by interfaces that do not say so
public enum PolicyField {
    /** See {@link RetryConfig#maxAttempts()}. */
    RETRY_MAX_ATTEMPTS(
            "retry.max_attempts",
            new PolicyValue.Count(1),
            3,
            "How often one route is asked at most, the first time included; 1 turns retries off."),
    /** See {@link RetryConfig#baseDelay()}. */
    RETRY_BASE_DELAY(
            "retry.base_delay_ms",
            new PolicyValue.Time(Duration.ofMillis(1)),
            Duration.ofMillis(500),
            "The longest pause before the second attempt; doubled for each further one. The pause itself is drawn between 0 and that."),
    /** See {@link RetryConfig#maxDelay()}. */
    RETRY_MAX_DELAY(
            "retry.max_delay_ms",
            new PolicyValue.Time(Duration.ofMillis(1)),
            Duration.ofSeconds(10),
            "The longest pause at all. A provider whose `Retry-After` asks for more is not asked again; the call moves on at once."),
    /** See {@link PolicyConfig#fallbacks()}. */
    FALLBACKS(
            "fallbacks",
            new PolicyValue.Targets(),
            new FallbackTargets(List.of()),
            "Whom to ask when a route fails, in this order. In the variable: profile names with commas between them."),
    /** See {@link AttemptTimeoutConfig#attempt()}. */
    ATTEMPT_TIMEOUT(
            "attempt_timeout_seconds",
            new PolicyValue.Time(Duration.ofSeconds(1)),
            Duration.ZERO,
            "The time for one attempt, inside the call's own deadline; 0 for no limit."),
    /** See {@link AttemptTimeoutConfig#firstToken()}. */
    FIRST_TOKEN_TIMEOUT(
            "first_token_timeout_seconds",
            new PolicyValue.Time(Duration.ofSeconds(1)),
            Duration.ZERO,
            "The time until a provider says the first word; 0 for no limit. With it, unary calls are asked as streams too."),
    /** See {@link AttemptTimeoutConfig#idle()}. */
    IDLE_TIMEOUT(
            "idle_timeout_seconds",
            new PolicyValue.Time(Duration.ofSeconds(1)),
            Duration.ZERO,
            "The longest silence of a provider between two words; 0 for no limit. With it, unary calls are asked as streams too."),
    /** See {@link CircuitBreakerConfig#failures()}. */
    CIRCUIT_BREAKER_FAILURES(
            "circuit_breaker.failures",
            new PolicyValue.Count(0),
            5,
            "After how many failures in a row a provider's model is left alone; 0 for never."),
    /** See {@link CircuitBreakerConfig#coolDown()}. */
    CIRCUIT_BREAKER_COOL_DOWN(
            "circuit_breaker.cool_down_seconds",
            new PolicyValue.Time(Duration.ofSeconds(1)),
            Duration.ofSeconds(30),
            "How long it is left alone before one call may try it again."),
    /** See {@link BulkheadConfig#maxConcurrent()}. */
    MAX_CONCURRENT(
            "max_concurrent",
            new PolicyValue.Count(0),
            0,
            "How many calls may run at once; further ones wait a little and are then refused. 0 for no limit."),
    /** See {@link PolicyConfig#bufferStream()}. */
    BUFFER_STREAM(
            "buffer_stream",
            new PolicyValue.Flag(),
            false,
            "Whether a stream is held back until it is whole, so that even a cut in its middle can be retried.");

    private final String key;
    private final PolicyValue kind;
    private final Object defaultValue;
    private final String description;

    PolicyField(String key, PolicyValue kind, Object defaultValue, String description) {
        this.key = key;
        this.kind = kind;
        this.defaultValue = defaultValue;
        this.description = description;
    }

    /** The name in a profile's JSON, with a dot where it stands inside an object: {@code retry.max_attempts}. */
    public String key() {
        return key;
    }

    /**
     * The name of an environment variable that sets it.
     *
     * @param prefix {@code LLM_CONNECT_} for the default of every call, or the prefix of one profile
     */
    public String variable(String prefix) {
        return prefix + key.replace('.', '_').toUpperCase(Locale.ROOT);
    }

    /** The type and range, for documents. */
    public String accepted() {
        return kind.accepted();
    }

    /** What it is when nothing sets it, for documents. */
    public String defaultText() {
        return kind.shown(defaultValue);
    }

    /** What it does, in Markdown, for documents. */
    public String description() {
        return description;
    }

    Object defaultValue() {
        return defaultValue;
    }

    /** A variable's text as a JSON parser would give it; text that is none stays, for the check to complain about. */
    public Object jsonOf(String text) {
        return kind.jsonOf(text);
    }

    /**
     * The value that JSON gives.
     *
     * @throws LLMConfigurationException naming it as {@code name}
     */
    Object read(String name, Object json) {
        Object value = kind.fromJson(json);
        if (value == null || !kind.accepts(value)) {
            throw wrong(name, json);
        }
        return value;
    }

    /**
     * Checks a value that a program gives.
     *
     * @throws LLMConfigurationException when it is out of range
     */
    void check(Object value) {
        if (!kind.accepts(value)) {
            throw wrong(key, value);
        }
    }

    private LLMConfigurationException wrong(String name, Object got) {
        return new LLMConfigurationException(name + " must be " + kind.accepted() + ", got " + PolicyReader.shown(got));
    }
}
