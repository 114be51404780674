package dev.llmconnect.profiles.policy;

import dev.llmconnect.CallTarget;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMException;
import dev.llmconnect.RouteChange;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/** Reports each retry and fallback, with source, target, reason and duration, as a log line and an observer event. */
final class FailoverLog {
    private static final Logger LOG = System.getLogger(FailoverLog.class.getName());

    private FailoverLog() {}

    /**
     * Reports a retry.
     *
     * @param elapsed duration of the failed attempt
     */
    static void retry(LLMCall call, CallTarget route, LLMException failure, Duration elapsed, Duration delay) {
        tell(
                call,
                RouteChange.builder(RouteChange.Kind.RETRY)
                        .from(route.provider(), route.model())
                        .to(route.provider(), route.model())
                        .delay(delay),
                failure,
                elapsed);
    }

    /**
     * Reports a fallback.
     *
     * @param elapsed time spent on the failed route, including retries
     */
    static void fallback(LLMCall call, CallTarget from, CallTarget to, LLMException failure, Duration elapsed) {
        tell(
                call,
                RouteChange.builder(RouteChange.Kind.FALLBACK)
                        .from(from.provider(), from.model())
                        .to(to.provider(), to.model()),
                failure,
                elapsed);
    }

    private static void tell(LLMCall call, RouteChange.Builder builder, LLMException failure, Duration elapsed) {
        RouteChange change = builder.reason(failure.outcome()).elapsed(elapsed).build();
        // Open circuits and missing keys have been logged already, and may affect many calls per second.
        boolean known = FailureRules.wasNotSent(failure) || FailureRules.isMisconfigured(failure);
        LOG.log(known ? Level.DEBUG : Level.INFO, "call {0}: {1}: {2}", call.requestId(), change, failure.getMessage());
        call.record().routeChanged(change);
    }
}
