package dev.llmconnect.profiles.policy;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Time limits of one attempt, within the deadline of the call. {@link Duration#ZERO} disables a limit; the default of an unset
 * limit depends on whether the call has another route, see {@link PolicyField}. Immutable and thread-safe.
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

    /** A configuration with no limits set. */
    public static AttemptTimeoutConfig defaults() {
        return DEFAULTS;
    }

    /** A configuration with all limits disabled, whether or not the call has another route. */
    public static AttemptTimeoutConfig none() {
        return NONE;
    }

    /** Maximum duration of the attempt, if set. */
    public Optional<Duration> attempt() {
        return Optional.ofNullable(attempt);
    }

    /** Maximum time to the first token, if set. */
    public Optional<Duration> firstToken() {
        return Optional.ofNullable(firstToken);
    }

    /** Maximum time between two tokens, if set. */
    public Optional<Duration> idle() {
        return Optional.ofNullable(idle);
    }

    /**
     * Returns a copy with this maximum duration of the attempt.
     *
     * @throws dev.llmconnect.LLMConfigurationException if it is out of range
     */
    public AttemptTimeoutConfig withAttempt(Duration limit) {
        PolicyField.ATTEMPT_TIMEOUT.check(limit);
        return new AttemptTimeoutConfig(limit, firstToken, idle);
    }

    /**
     * Returns a copy with this maximum time to the first token.
     *
     * @throws dev.llmconnect.LLMConfigurationException if it is out of range
     */
    public AttemptTimeoutConfig withFirstToken(Duration limit) {
        PolicyField.FIRST_TOKEN_TIMEOUT.check(limit);
        return new AttemptTimeoutConfig(attempt, limit, idle);
    }

    /**
     * Returns a copy with this maximum time between two tokens.
     *
     * @throws dev.llmconnect.LLMConfigurationException if it is out of range
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
