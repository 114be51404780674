package dev.llmconnect.profiles.policy;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long one attempt may take and a provider may be silent, inside the deadline of the call. {@link Duration#ZERO} is no limit; what
 * is not set is decided by whether the call can go elsewhere, see {@link PolicyField}. Immutable and thread-safe.
 */
public final class AttemptTimeoutConfig {
    private static final AttemptTimeoutConfig DEFAULTS = new AttemptTimeoutConfig(null, null, null);
    private static final AttemptTimeoutConfig NONE =
            new AttemptTimeoutConfig(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    private final @Nullable Duration attempt;
    private final @Nullable Duration firstToken;
    private final @Nullable Duration idle;

    private AttemptTimeoutConfig(@Nullable Duration attempt, @Nullable Duration firstToken, @Nullable Duration idle) {
        this.attempt = attempt;
        this.firstToken = firstToken;
        this.idle = idle;
    }

    /** Nothing is set. */
    public static AttemptTimeoutConfig defaults() {
        return DEFAULTS;
    }

    /** No limit at all, whether the call can go elsewhere or not. */
    public static AttemptTimeoutConfig none() {
        return NONE;
    }

    /** For the whole attempt. */
    public Optional<Duration> attempt() {
        return Optional.ofNullable(attempt);
    }

    /** Until the first token of the answer. */
    public Optional<Duration> firstToken() {
        return Optional.ofNullable(firstToken);
    }

    /** Between two tokens of the answer. */
    public Optional<Duration> idle() {
        return Optional.ofNullable(idle);
    }

    /**
     * A copy with this limit for the whole attempt.
     *
     * @throws dev.llmconnect.LLMConfigurationException when it is out of range
     */
    public AttemptTimeoutConfig withAttempt(Duration limit) {
        PolicyField.ATTEMPT_TIMEOUT.check(limit);
        return new AttemptTimeoutConfig(limit, firstToken, idle);
    }

    /**
     * A copy with this limit until the first token.
     *
     * @throws dev.llmconnect.LLMConfigurationException when it is out of range
     */
    public AttemptTimeoutConfig withFirstToken(Duration limit) {
        PolicyField.FIRST_TOKEN_TIMEOUT.check(limit);
        return new AttemptTimeoutConfig(attempt, limit, idle);
    }

    /**
     * A copy with this limit between two tokens.
     *
     * @throws dev.llmconnect.LLMConfigurationException when it is out of range
     */
    public AttemptTimeoutConfig withIdle(Duration limit) {
        PolicyField.IDLE_TIMEOUT.check(limit);
        return new AttemptTimeoutConfig(attempt, firstToken, limit);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AttemptTimeoutConfig config
                && attempt().equals(config.attempt())
                && firstToken().equals(config.firstToken())
                && idle().equals(config.idle());
    }

    @Override
    public int hashCode() {
        return attempt().hashCode() * 31 * 31 + firstToken().hashCode() * 31 + idle().hashCode();
    }

    @Override
    public String toString() {
        return "AttemptTimeoutConfig[attempt=" + attempt + ", firstToken=" + firstToken + ", idle=" + idle + "]";
    }
}
