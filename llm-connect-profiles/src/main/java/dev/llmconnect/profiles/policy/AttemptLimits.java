package dev.llmconnect.profiles.policy;

import dev.llmconnect.Deadline;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What limits one attempt, beside the deadline of its call. {@link Duration#ZERO} is no limit.
 *
 * @param attempt for the whole attempt
 * @param firstToken for the silence before the first token
 * @param idle for the silence between two tokens
 * @param share when the route's share of the time ends
 * @param wholeAnswer whether nothing is handed out before the answer is whole: then the share limits the whole answer, otherwise only
 *     the time to its first token
 */
record AttemptLimits(
        Duration attempt,
        Duration firstToken,
        Duration idle,
        @Nullable Deadline share,
        boolean wholeAnswer) {
    boolean limitSilence() {
        return !firstToken.isZero() || !idle.isZero();
    }

    boolean limitNothing() {
        return !limitSilence() && attempt.isZero() && share == null;
    }

    /** For an answer that comes in one piece, whose first token is all of it. */
    AttemptLimits withoutIdle() {
        return new AttemptLimits(attempt, firstToken, Duration.ZERO, share, wholeAnswer);
    }
}
