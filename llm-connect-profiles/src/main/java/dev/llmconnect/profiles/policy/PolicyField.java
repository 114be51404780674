package dev.llmconnect.profiles.policy;

import dev.llmconnect.LLMConfigurationException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All policy settings; the single source of JSON fields, environment variables, defaults, error messages and the table in
 * {@code docs/resilience.md}.
 */
@SuppressWarnings("ImmutableEnumChecker") // kinds and defaults are immutable, but by interfaces that do not say so
public enum PolicyField {
    /** See {@link RetryConfig#maxAttempts()}. */
    RETRY_MAX_ATTEMPTS(
            "retry.max_attempts",
            new PolicyValue.Count(1),
            3,
            "Maximum number of attempts per route, the first one included; 1 turns retries off."),
    /** See {@link RetryConfig#baseDelay()}. */
    RETRY_BASE_DELAY(
            "retry.base_delay_ms",
            new PolicyValue.Time(Duration.ofMillis(1)),
            Duration.ofMillis(500),
            "Delay before the second attempt; it doubles with each further attempt. Half of it is random."),
    /** See {@link RetryConfig#maxDelay()}. */
    RETRY_MAX_DELAY(
            "retry.max_delay_ms",
            new PolicyValue.Time(Duration.ofMillis(1)),
            Duration.ofSeconds(10),
            "Maximum delay. If `Retry-After` asks for more, the call moves on to the next route at once, without a retry."),
    /** See {@link PolicyConfig#fallbacks()}. */
    FALLBACKS(
            "fallbacks",
            new PolicyValue.Targets(),
            new FallbackTargets(List.of()),
            "Routes to try when a route fails, in this order. In the variable: profile names, separated by commas."),
    /** See {@link AttemptTimeoutConfig#attempt()}. */
    ATTEMPT_TIMEOUT(
            "attempt_timeout_seconds",
            new PolicyValue.Time(Duration.ofSeconds(1)),
            Duration.ZERO,
            "share",
            "Timeout of one attempt, within the deadline of the call; 0 for no limit. Default: while other routes remain, each route"
                    + " gets an equal share of the remaining time, its retries included."),
    /** See {@link AttemptTimeoutConfig#firstToken()}. */
    FIRST_TOKEN_TIMEOUT(
            "first_token_timeout_seconds",
            new PolicyValue.Time(Duration.ofSeconds(1)),
            Duration.ZERO,
            "learned",
            "Timeout for the first token; 0 for no limit. Default: while other routes remain, 10 to 60 seconds, learned per model,"
                    + " and 60 until 20 answers are known. If it is set, unary calls are sent as streams, too."),
    /** See {@link AttemptTimeoutConfig#idle()}. */
    IDLE_TIMEOUT(
            "idle_timeout_seconds",
            new PolicyValue.Time(Duration.ofSeconds(1)),
            Duration.ZERO,
            "learned",
            "Timeout between two tokens; 0 for no limit. Default: learned like the first-token timeout until the caller gets the"
                    + " first token, and 120 from then on. If it is set, unary calls are sent as streams, too."),
    /** See {@link CircuitBreakerConfig#failureThreshold()}. */
    CIRCUIT_BREAKER_FAILURE_THRESHOLD(
            "circuit_breaker.failure_threshold",
            "circuit_breaker.failures",
            new PolicyValue.Count(0),
            5,
            "Number of failed attempts that opens the circuit of a provider's model if none succeeded in the last minute. Otherwise the"
                    + " circuit opens if at least half of the last 100 attempts failed, out of at least four times this number. 0 for"
                    + " never. Old name: `circuit_breaker.failures`."),
    /** See {@link CircuitBreakerConfig#maxDelay()}. */
    CIRCUIT_BREAKER_MAX_DELAY(
            "circuit_breaker.max_delay_seconds",
            "circuit_breaker.cool_down_seconds",
            new PolicyValue.Time(Duration.ofSeconds(1)),
            Duration.ofSeconds(30),
            "Maximum delay before a trial attempt; the delay starts at 1 and doubles with each failed trial. Old name:"
                    + " `circuit_breaker.cool_down_seconds`."),
    /** See {@link BulkheadConfig#maxConcurrent()}. */
    MAX_CONCURRENT(
            "max_concurrent",
            new PolicyValue.Count(0),
            0,
            "Maximum number of concurrent calls; further calls wait up to 10 s and are then refused. 0 for no limit."),
    /** See {@link PolicyConfig#bufferStream()}. */
    BUFFER_STREAM(
            "buffer_stream",
            new PolicyValue.Flag(),
            false,
            "Whether a stream is held back until it is complete, so that a stream cut in the middle can be retried.");

    private final String key;
    private final @Nullable String oldKey;
    private final PolicyValue kind;
    private final Object defaultValue;
    private final String defaultText;
    private final String description;

    PolicyField(String key, PolicyValue kind, Object defaultValue, String description) {
        this(key, null, kind, defaultValue, kind.format(defaultValue), description);
    }

    PolicyField(String key, PolicyValue kind, Object defaultValue, String defaultText, String description) {
        this(key, null, kind, defaultValue, defaultText, description);
    }

    PolicyField(String key, String oldKey, PolicyValue kind, Object defaultValue, String description) {
        this(key, oldKey, kind, defaultValue, kind.format(defaultValue), description);
    }

    PolicyField(
            String key,
            @Nullable String oldKey,
            PolicyValue kind,
            Object defaultValue,
            String defaultText,
            String description) {
        this.key = key;
        this.oldKey = oldKey;
        this.kind = kind;
        this.defaultValue = defaultValue;
        this.defaultText = defaultText;
        this.description = description;
    }

    /** Returns the field with this key, current or old. */
    public static Optional<PolicyField> of(String key) {
        return Arrays.stream(values())
                .filter(field -> field.key.equals(key) || key.equals(field.oldKey))
                .findFirst();
    }

    /** Name in a profile's JSON, with a dot for nested objects: {@code retry.max_attempts}. */
    public String key() {
        return key;
    }

    /**
     * Returns the name of its environment variable.
     *
     * @param prefix {@code LLM_CONNECT_} for the default of all calls, or the prefix of a profile
     */
    public String variable(String prefix) {
        return variable(prefix, key);
    }

    /** Returns the old name of the variable, which is still supported; usually empty. */
    public Optional<String> oldVariable(String prefix) {
        return Optional.ofNullable(oldKey).map(old -> variable(prefix, old));
    }

    /** Old name in a profile's JSON, which is still supported; usually empty. */
    public Optional<String> oldKey() {
        return Optional.ofNullable(oldKey);
    }

    private static String variable(String prefix, String key) {
        return prefix + key.replace('.', '_').toUpperCase(Locale.ROOT);
    }

    /** Type and range, for documentation. */
    public String accepted() {
        return kind.accepted();
    }

    /** Type in JSON Schema: {@code integer}, {@code number}, {@code boolean} or {@code array}. */
    public String jsonType() {
        return kind.jsonType();
    }

    /** Default, for documentation. */
    public String defaultText() {
        return defaultText;
    }

    /** Description in Markdown, for documentation. */
    public String description() {
        return description;
    }

    Object defaultValue() {
        return defaultValue;
    }

    /** Parses a variable's text to a JSON value; text that cannot be parsed is returned for validation to report. */
    public Object fromVariable(String text) {
        return kind.fromVariable(text);
    }

    /**
     * Parses a JSON value.
     *
     * @throws LLMConfigurationException if the value is invalid; the message names it as {@code name}
     */
    Object read(String name, Object json) {
        Object value = kind.fromJson(json);
        if (value == null || !kind.accepts(value)) {
            throw wrong(name, json);
        }
        return value;
    }

    /**
     * Validates a value set by a program.
     *
     * @throws LLMConfigurationException if it is out of range
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
