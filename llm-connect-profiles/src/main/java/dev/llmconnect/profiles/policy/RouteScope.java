package dev.llmconnect.profiles.policy;

import dev.llmconnect.Deadline;
import dev.llmconnect.LLMCall;
import org.jspecify.annotations.Nullable;

/**
 * What one call may spend on one route.
 *
 * @param hasAlternative whether another route is left to ask when this one fails
 * @param share when this route's share of the call's time ends; {@code null} for the deadline of the call
 */
record RouteScope(boolean hasAlternative, @Nullable Deadline share) {
    /** Nobody is left to ask, so the route has all the time there is. */
    static final RouteScope LAST = new RouteScope(false, null);

    /** When the route must have answered. */
    Deadline limit(LLMCall call) {
        return share == null ? call.deadline() : call.deadline().earlier(share);
    }
}
