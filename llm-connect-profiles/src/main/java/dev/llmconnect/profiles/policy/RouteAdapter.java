package dev.llmconnect.profiles.policy;

import dev.llmconnect.Deadline;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import dev.llmconnect.spi.ForwardingAdapter;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * One provider with the policies of its attempts. By itself it is asked as the last route of a call; {@link #within} composes it for a
 * call that could go elsewhere. Thread-safe.
 */
final class RouteAdapter extends ForwardingAdapter {
    private final Function<RouteScope, LLMAdapter> composition;
    private final Optional<Duration> attemptTimeout;

    /**
     * @param composition the policies around the provider; cheap, since it is done for each call that has an alternative
     * @param attemptTimeout the configured limit of an attempt, which takes the place of the share; empty for none
     */
    RouteAdapter(Function<RouteScope, LLMAdapter> composition, Optional<Duration> attemptTimeout) {
        super(composition.apply(RouteScope.LAST));
        this.composition = composition;
        this.attemptTimeout = attemptTimeout;
    }

    /**
     * The route for one call while others are left to ask: its share of the remaining time is the same as that of each of them. A
     * configured limit of an attempt takes the place of the share, unless it would leave the others nothing.
     *
     * @param routesLeft how many routes are left, this one included; at least 2
     */
    LLMAdapter within(LLMCall call, int routesLeft) {
        Duration remaining = call.deadline().remaining();
        Duration share = remaining.dividedBy(routesLeft);
        boolean configured = attemptTimeout
                .filter(limit -> limit.isZero() || limit.compareTo(remaining) < 0)
                .isPresent();
        boolean shared = !configured && share.compareTo(PolicyRuntime.MIN_ATTEMPT_TIME) >= 0;
        return composition.apply(new RouteScope(true, shared ? Deadline.after(share, call.ticker()) : null));
    }
}
