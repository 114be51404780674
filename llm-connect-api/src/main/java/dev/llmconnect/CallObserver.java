package dev.llmconnect;

import java.time.Duration;

/**
 * Receives the events of calls, for logs, metrics, traces and accounting. All methods default to no-ops.
 *
 * <p>Events of a call are ordered: {@code started}; for each attempt {@code attemptStarted}, optionally {@code firstToken}, and
 * {@code attemptEnded}; {@code routeChanged} before a retry or fallback; finally exactly one {@code ended}. An observer
 * registered with a server or through {@link CallObservers} is called on a single thread of its own and never delays a call; if
 * it throws, the first exception is logged and delivery continues. Events contain no prompts or answers.
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
    /** An observer that ignores every event. */
    CallObserver NONE = new CallObserver() {
        @Override
        public String toString() {
            return "CallObserver.NONE";
        }
    };

    /** Called when a call starts. */
    default void started(CallInfo call) {}

    /** Called when an attempt starts. */
    default void attemptStarted(CallInfo call, AttemptInfo attempt) {}

    /**
     * Called for the first token of an attempt (text, reasoning, refusal or tool call), or at the end of a non-streaming
     * answer.
     *
     * @param sinceStart time since the attempt started
     */
    default void firstToken(CallInfo call, AttemptInfo attempt, Duration sinceStart) {}

    /** Called when an attempt ends, including by failure or abandonment; see {@link Attempt#outcome()}. */
    default void attemptEnded(CallInfo call, AttemptInfo attempt, Attempt result) {}

    /** Called when a call continues after a failed attempt: on the same route (retry) or the next one (fallback). */
    default void routeChanged(CallInfo call, RouteChange change) {}

    /** Called when this call changes the state of a circuit breaker. */
    default void circuitChanged(CallInfo call, CircuitChange change) {}

    /** Called once when the call ends, with any outcome. Last event of the call. */
    default void ended(CallInfo call, CallResult result) {}
}
