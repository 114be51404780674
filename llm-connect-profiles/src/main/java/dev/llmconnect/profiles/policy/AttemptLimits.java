package dev.llmconnect.profiles.policy;

import dev.llmconnect.Deadline;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Time limits of one attempt, in addition to the deadline of its call. {@link Duration#ZERO} disables a limit.
 *
 * @param attempt maximum duration of the attempt
 * @param firstToken maximum time to the first token
 * @param idle maximum time between two tokens
 * @param share end of the route's share of the call's time
 * @param wholeAnswer whether no event is delivered before the answer is complete: then the share limits the complete answer,
 *     otherwise only the time to its first token
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

    /** Returns a copy for non-streaming answers, whose first token is the complete answer. */
    AttemptLimits withoutIdle() {
        return new AttemptLimits(attempt, firstToken, Duration.ZERO, share, wholeAnswer);
    }
}
