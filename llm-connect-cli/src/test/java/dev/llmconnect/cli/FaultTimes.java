package dev.llmconnect.cli;

import java.time.Duration;

/**
 * How long faults last and how long the policies wait for them: in real time, or some twenty times shorter.
 *
 * @param name for the names of tests
 * @param baseDelay the profile's first bound of the pauses between attempts
 * @param retryAfter what a limited provider asks for
 * @param firstToken the profile's limit for the first word
 * @param idle its limit between two words
 * @param attempt its limit of one attempt
 * @param circuitDelay how long a circuit stays open
 * @param silence how long a silent provider is silent
 * @param late when a late one says its first word
 * @param stall how long one that stalls does
 * @param drip between two words of one that never comes to its end
 * @param down how long the primary is down
 * @param every how often it is asked meanwhile
 */
record FaultTimes(
        String name,
        Duration baseDelay,
        Duration retryAfter,
        Duration firstToken,
        Duration idle,
        Duration attempt,
        Duration circuitDelay,
        Duration silence,
        Duration late,
        Duration stall,
        Duration drip,
        Duration down,
        Duration every) {
    /** Beyond a limit, a call ends within this time on a busy machine. */
    static final Duration GRACE = Duration.ofSeconds(6);

    static final FaultTimes REAL = new FaultTimes(
            "real",
            Duration.ofMillis(500),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofSeconds(120),
            Duration.ofSeconds(20),
            Duration.ofSeconds(30),
            Duration.ofMillis(1200),
            Duration.ofSeconds(60),
            Duration.ofSeconds(4));

    static final FaultTimes SHORT = new FaultTimes(
            "short",
            Duration.ofMillis(100),
            Duration.ofMillis(400),
            Duration.ofMillis(1200),
            Duration.ofMillis(1200),
            Duration.ofMillis(2500),
            Duration.ofMillis(1500),
            Duration.ofSeconds(30),
            Duration.ofSeconds(20),
            Duration.ofSeconds(30),
            Duration.ofMillis(60),
            Duration.ofSeconds(3),
            Duration.ofMillis(200));

    /** The fields of a profile. */
    String policies() {
        return "\"provider\":\"openrouter\",\"timeout_seconds\":300,"
                + "\"retry\":{\"max_attempts\":3,\"base_delay_ms\":" + baseDelay.toMillis()
                + ",\"max_delay_ms\":10000},"
                + "\"attempt_timeout_seconds\":" + seconds(attempt)
                + ",\"first_token_timeout_seconds\":" + seconds(firstToken)
                + ",\"idle_timeout_seconds\":" + seconds(idle)
                + ",\"circuit_breaker\":{\"failure_threshold\":5,\"max_delay_seconds\":" + seconds(circuitDelay) + "}";
    }

    private static String seconds(Duration duration) {
        return String.valueOf(duration.toMillis() / 1000.0);
    }
}
