package dev.llmconnect.profiles.policy;

import dev.llmconnect.CallTarget;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMException;
import dev.llmconnect.RouteChange;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/** Tells of each retry and each fallback, from whom to whom, why and after how long: one line in the log, one event for observers. */
final class FailoverLog {
    private static final Logger LOG = System.getLogger(FailoverLog.class.getName());

    private FailoverLog() {}

    /**
     * The same route is asked again.
     *
     * @param lasted how long the attempt took that failed
     */
    static void retry(LLMCall call, CallTarget route, LLMException failure, Duration lasted, Duration delay) {
        tell(
                call,
                RouteChange.builder(RouteChange.Kind.RETRY)
                        .from(route.provider(), route.model())
                        .to(route.provider(), route.model())
                        .delay(delay),
                failure,
                lasted);
    }

    /**
     * Another route is asked.
     *
     * @param lasted how long the route took that failed, its retries included
     */
    static void fallback(LLMCall call, CallTarget from, CallTarget to, LLMException failure, Duration lasted) {
        tell(
                call,
                RouteChange.builder(RouteChange.Kind.FALLBACK)
                        .from(from.provider(), from.model())
                        .to(to.provider(), to.model()),
                failure,
                lasted);
    }

    private static void tell(LLMCall call, RouteChange.Builder builder, LLMException failure, Duration lasted) {
        RouteChange change = builder.reason(failure.outcome()).elapsed(lasted).build();
        // An open circuit or a missing key has been logged already, and may turn many calls a second away.
        boolean known = FailureRules.wasNotAsked(failure) || FailureRules.isNotSetUp(failure);
        LOG.log(known ? Level.DEBUG : Level.INFO, "call {0}: {1}: {2}", call.requestId(), change, failure.getMessage());
        call.record().routeChanged(change);
    }
}
