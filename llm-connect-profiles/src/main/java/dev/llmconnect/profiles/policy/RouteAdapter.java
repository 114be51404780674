package dev.llmconnect.profiles.policy;

import dev.llmconnect.Deadline;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import dev.llmconnect.spi.ForwardingAdapter;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * A provider with the policies of its attempts. Used directly, it is the last route of a call; {@link #within} composes it for a
 * call with other routes. Thread-safe.
 */
final class RouteAdapter extends ForwardingAdapter {
    private final Function<RouteScope, LLMAdapter> composition;
    private final Optional<Duration> attemptTimeout;

    /**
     * Creates a route.
     *
     * @param composition policies around the provider; must be cheap, since it runs for each call with an alternative
     * @param attemptTimeout configured timeout of an attempt, which replaces the share; empty for none
     */
    RouteAdapter(Function<RouteScope, LLMAdapter> composition, Optional<Duration> attemptTimeout) {
        super(composition.apply(RouteScope.LAST));
        this.composition = composition;
        this.attemptTimeout = attemptTimeout;
    }

    /**
     * Returns the route for one call with an equal share of the remaining time per remaining route. A configured attempt timeout
     * replaces the share, unless it would leave no time for the others.
     *
     * @param routesLeft number of remaining routes, including this one; at least 2
     */
    LLMAdapter within(LLMCall call, int routesLeft) {
        Duration remaining = call.deadline().remaining();
        Duration share = Duration.ofNanos(remaining.toNanos() / routesLeft);
        boolean configured = attemptTimeout
                .filter(limit -> limit.isZero() || limit.compareTo(remaining) < 0)
                .isPresent();
        boolean shared = !configured && share.compareTo(PolicyRuntime.MIN_ATTEMPT_TIME) >= 0;
        return composition.apply(new RouteScope(true, shared ? Deadline.after(share, call.ticker()) : null));
    }
}
