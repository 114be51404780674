package dev.llmconnect.profiles.policy;

import dev.llmconnect.Deadline;
import dev.llmconnect.LLMCall;
import org.jspecify.annotations.Nullable;

/**
 * Limits of one route within a call.
 *
 * @param hasAlternative whether another route is left if this one fails
 * @param share end of the route's share of the call's time; {@code null} for the deadline of the call
 */
record RouteScope(boolean hasAlternative, @Nullable Deadline share) {
    /** The last route, which has all the remaining time. */
    static final RouteScope LAST = new RouteScope(false, null);

    /** Returns the deadline of the route. */
    Deadline limit(LLMCall call) {
        return share == null ? call.deadline() : call.deadline().earlier(share);
    }
}
