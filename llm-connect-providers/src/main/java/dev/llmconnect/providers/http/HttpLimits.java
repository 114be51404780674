package dev.llmconnect.providers.http;

import java.time.Duration;

/**
 * What a provider's answer may cost. How long a whole call may take is the call's own deadline.
 *
 * @param connectTimeout how long one attempt to connect may take
 * @param idleTimeout how long a stream may be silent
 * @param maxBodyBytes the largest answer, after decompression; of a stream all events together
 * @param maxEventBytes the largest single event of a stream
 * @param maxErrorBodyBytes how much of an error answer is read
 */
public record HttpLimits(
        Duration connectTimeout, Duration idleTimeout, long maxBodyBytes, long maxEventBytes, long maxErrorBodyBytes) {
    /** 10 s to connect, 5 min of silence, 64 MiB of answer, 16 MiB of event, 256 KiB of error. */
    public static final HttpLimits DEFAULT =
            new HttpLimits(Duration.ofSeconds(10), Duration.ofMinutes(5), 64L << 20, 16L << 20, 256L << 10);
}
