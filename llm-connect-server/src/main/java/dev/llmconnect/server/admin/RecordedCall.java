package dev.llmconnect.server.admin;

import dev.llmconnect.CallResult;
import dev.llmconnect.CircuitChange;
import dev.llmconnect.RouteChange;
import java.time.Duration;
import java.util.List;

/**
 * A call that has ended. Immutable, and holds nothing of what was asked or answered.
 *
 * @param number counts the calls from 1
 * @param delays how long it waited between attempts
 */
record RecordedCall(
        long number,
        CallIdentity identity,
        CallResult result,
        List<RouteChange> routeChanges,
        List<CircuitChange> circuitChanges,
        Duration delays) {}
