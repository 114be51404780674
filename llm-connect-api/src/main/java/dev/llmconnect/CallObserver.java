package dev.llmconnect;

import java.time.Duration;

/**
 * Whatever wants to know what happens to calls: a log, metrics, traces, accounting. Each method does nothing by default.
 *
 * <p>Events of one call come in the order in which they happen: {@code started}, then for each attempt {@code attemptStarted}, {@code
 * firstToken} (if one comes) and {@code attemptEnded}, with {@code routeChanged} before an attempt that follows a failed one, then exactly
 * once {@code ended}. Registered with a server, or through {@link CallObservers}, an observer is called on one thread of its own that
 * delays no call; one that throws is logged once and goes on being told. None of the events holds a prompt or an answer.
 *
 * <pre>{@code
 * LLMAdapter observed = CallObservers.observe(adapter, new CallObserver() {
 *     public void ended(CallInfo call, CallResult result) {
 *         System.out.println(call.requestId() + " " + result.outcome() + " " + result.usage());
 *     }
 * });
 * }</pre>
 */
public interface CallObserver {
    /** Wants to know nothing. */
    CallObserver NONE = new CallObserver() {
        @Override
        public String toString() {
            return "CallObserver.NONE";
        }
    };

    /** An adapter is asked. */
    default void started(CallInfo call) {}

    /** A provider is asked, for the first time or again. */
    default void attemptStarted(CallInfo call, AttemptInfo attempt) {}

    /**
     * The first token of an attempt has come: text, reasoning, a refusal or a tool call; for an answer in one piece, its end.
     *
     * @param delay the time since the attempt started
     */
    default void firstToken(CallInfo call, AttemptInfo attempt, Duration delay) {}

    /** An attempt is over; {@link Attempt#outcome()} says how, also when it failed or was abandoned. */
    default void attemptEnded(CallInfo call, AttemptInfo attempt, Attempt result) {}

    /** A call goes on after a failed attempt: on the same route (a retry), or on another one (a fallback). */
    default void routeChanged(CallInfo call, RouteChange change) {}

    /** A circuit breaker has changed its state because of this call. */
    default void circuitChanged(CallInfo call, CircuitChange change) {}

    /** A call is over, whatever became of it. The last event of a call. */
    default void ended(CallInfo call, CallResult result) {}
}
