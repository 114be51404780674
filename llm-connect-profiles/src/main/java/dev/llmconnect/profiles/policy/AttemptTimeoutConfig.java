package dev.llmconnect.profiles.policy;

import java.time.Duration;

/**
 * How long one attempt may take and a provider may be silent, inside the deadline of the call. {@link Duration#ZERO} is no limit.
 *
 * @param attempt for the whole attempt; none by default
 * @param firstToken until the first event of the answer; none by default
 * @param idle between two events of the answer; none by default
 */
public record AttemptTimeoutConfig(Duration attempt, Duration firstToken, Duration idle) {
    private static final AttemptTimeoutConfig NONE =
            new AttemptTimeoutConfig(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    /**
     * Checks the ranges.
     *
     * @throws dev.llmconnect.LLMConfigurationException naming the field that is out of range
     */
    public AttemptTimeoutConfig {
        PolicyField.ATTEMPT_TIMEOUT.check(attempt);
        PolicyField.FIRST_TOKEN_TIMEOUT.check(firstToken);
        PolicyField.IDLE_TIMEOUT.check(idle);
    }

    /** No limit at all, the default. */
    public static AttemptTimeoutConfig none() {
        return NONE;
    }

    /** A copy with another limit for the whole attempt. */
    public AttemptTimeoutConfig withAttempt(Duration limit) {
        return new AttemptTimeoutConfig(limit, firstToken, idle);
    }

    /** A copy with another limit until the first event. */
    public AttemptTimeoutConfig withFirstToken(Duration limit) {
        return new AttemptTimeoutConfig(attempt, limit, idle);
    }

    /** A copy with another limit between two events. */
    public AttemptTimeoutConfig withIdle(Duration limit) {
        return new AttemptTimeoutConfig(attempt, firstToken, limit);
    }

    /** Whether silence is limited, so that an answer must be asked for as a stream. */
    boolean limitsSilence() {
        return !firstToken.isZero() || !idle.isZero();
    }
}
