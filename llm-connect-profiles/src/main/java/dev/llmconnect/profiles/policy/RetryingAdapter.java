package dev.llmconnect.profiles.policy;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMException;
import dev.llmconnect.spi.ForwardingAdapter;
import dev.llmconnect.spi.Operation;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Retries one route after a failure that may heal: rate limits, errors of the server, broken connections, cut or garbled answers.
 *
 * <p>The delay is what the provider's {@code Retry-After} says, else one that doubles, of which half is random ("half jitter"). Where
 * it is longer than {@link RetryConfig#maxDelay()} or the deadline allows, the failure goes through at once. So does a failure of the
 * request itself, and a route that stayed silent to its limit. A stream is retried only until its first token.
 *
 * <p>Attempts that took 10 s together are enough where another route is left. Where none is, a route is retried once after an attempt
 * that took 10 s, if as much time is left, and its open circuit is waited for. Thread-safe.
 */
public final class RetryingAdapter extends ForwardingAdapter {
    /** Enough to reach any longest delay from any base, and few enough not to overflow. */
    private static final int MAX_DOUBLINGS = 30;

    private final String asked;
    private final RetryConfig config;
    private final RouteScope scope;
    private final PolicyRuntime runtime;

    /** Waits in real time. */
    public RetryingAdapter(LLMAdapter delegate, RetryConfig config) {
        this(delegate, config, PolicyRuntime.shared());
    }

    /** Waits as the runtime does, for a call that can go nowhere else. */
    public RetryingAdapter(LLMAdapter delegate, RetryConfig config, PolicyRuntime runtime) {
        this(delegate.provider(), delegate, config, RouteScope.LAST, runtime);
    }

    /**
     * As above, for a provider that is served in several places.
     *
     * @param asked which of them, see {@link Circuit#provider()}
     */
    RetryingAdapter(String asked, LLMAdapter delegate, RetryConfig config, RouteScope scope, PolicyRuntime runtime) {
        super(delegate);
        this.asked = asked;
        this.config = config;
        this.scope = scope;
        this.runtime = runtime;
    }

    @Override
    protected <C extends LLMCall, T> T around(C call, Operation<C, T> operation) {
        return operation.isAnswer()
                ? ask(call, same -> operation.invokeUntilFirstEvent(delegate(), same))
                : super.around(call, operation);
    }

    private <C extends LLMCall, T> T ask(C request, Function<C, T> attempt) {
        Circuit circuit = Circuit.of(asked, request);
        @Nullable Failures failures = null;
        while (true) {
            long began = request.ticker().nanos();
            try {
                return attempt.apply(request);
            } catch (LLMException e) {
                if (failures == null) {
                    failures = new Failures(e);
                }
                failures.add(e, Duration.ofNanos(request.ticker().nanos() - began));
                Optional<Duration> delay = delay(request, circuit, e, failures);
                if (delay.isEmpty()) {
                    throw failures.shown;
                }
                FailoverLog.retry(request, delegate().target(request), e, failures.lastTook, delay.get());
                runtime.sleeper().sleep(delay.get(), request);
            }
        }
    }

    /** How long to wait before the next attempt; empty when there shall be none. */
    private Optional<Duration> delay(LLMCall request, Circuit circuit, LLMException e, Failures failures) {
        if (failures.count >= config.maxAttempts() || !isRetryable(e, failures) || tookTooLong(request, failures)) {
            return Optional.empty();
        }
        request.cancellation().throwIfCancelled();
        Duration open = runtime.breakers().remainingDelay(circuit);
        if (scope.hasAlternative() && !open.isZero()) {
            return Optional.empty();
        }
        Duration asked = e.retryAfter().orElse(Duration.ZERO);
        Duration wanted = asked.compareTo(open) > 0 ? asked : open;
        if (wanted.compareTo(config.maxDelay()) > 0) {
            return Optional.empty();
        }
        // Callers who were told the same moment shall not all come back at it.
        Duration delay = wanted.isZero() ? backoff(failures.count) : wanted.plus(random(longest(1)));
        Duration needed = delay.plus(PolicyRuntime.MIN_ATTEMPT_TIME);
        return needed.compareTo(scope.limit(request).remaining()) <= 0 ? Optional.of(delay) : Optional.empty();
    }

    /** A call that has been asking already waits for the circuit of its only route; a new one is told to come back. */
    private boolean isRetryable(LLMException e, Failures failures) {
        boolean waitsForCircuit = e instanceof CircuitOpenException && !scope.hasAlternative() && failures.shown != e;
        return waitsForCircuit || FailureRules.worthAskingAgain(e);
    }

    private boolean tookTooLong(LLMCall request, Failures failures) {
        if (scope.hasAlternative()) {
            return failures.took.compareTo(FailureRules.LONG_ATTEMPT) >= 0;
        }
        boolean slow = failures.lastTook.compareTo(FailureRules.LONG_ATTEMPT) >= 0;
        return slow && (failures.slow > 1 || request.deadline().remaining().compareTo(failures.lastTook) < 0);
    }

    private Duration backoff(int attempts) {
        Duration half = longest(attempts).dividedBy(2);
        return half.plus(random(half));
    }

    private Duration longest(int attempts) {
        Duration doubled = config.baseDelay().multipliedBy(1L << Math.min(attempts - 1, MAX_DOUBLINGS));
        return doubled.compareTo(config.maxDelay()) < 0 ? doubled : config.maxDelay();
    }

    private Duration random(Duration bound) {
        return Duration.ofNanos((long) (runtime.random().nextDouble() * bound.toNanos()));
    }

    /** The attempts of one call that failed. */
    private static final class Failures {
        int count;
        int slow;
        Duration took = Duration.ZERO;
        Duration lastTook = Duration.ZERO;
        LLMException shown;

        Failures(LLMException first) {
            shown = first;
        }

        void add(LLMException e, Duration lasted) {
            // A circuit that others opened meanwhile tells the caller less than why this call failed.
            if (!FailureRules.wasNotAsked(e)) {
                shown = e;
            }
            count++;
            lastTook = lasted;
            took = took.plus(lasted);
            if (lasted.compareTo(FailureRules.LONG_ATTEMPT) >= 0) {
                slow++;
            }
        }
    }
}
