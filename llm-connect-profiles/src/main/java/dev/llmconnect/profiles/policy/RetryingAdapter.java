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
 * Retries a route after transient failures: rate limits, server errors, broken connections, truncated or malformed answers.
 *
 * <p>The delay is the provider's {@code Retry-After}, otherwise an exponential delay of which half is random. If it exceeds
 * {@link RetryConfig#maxDelay()} or the deadline, the failure is thrown immediately, as are invalid requests and timeouts. A
 * stream is retried only until its first token.
 *
 * <p>While another route is left, a route whose attempts took 10 s in total is not retried. Otherwise the route is retried once after an
 * attempt that took 10 s, if as much time is left, and its open circuit is waited for. Thread-safe.
 */
public final class RetryingAdapter extends ForwardingAdapter {
    /** Number of doublings that reaches every maximum delay from every base without overflow. */
    private static final int MAX_DOUBLINGS = 30;

    private final String deployment;
    private final RetryConfig config;
    private final RouteScope scope;
    private final PolicyRuntime runtime;

    /** Wraps the last route of a call, with the system's clock and sleeper. */
    public RetryingAdapter(LLMAdapter delegate, RetryConfig config) {
        this(delegate, config, PolicyRuntime.shared());
    }

    /** Wraps the last route of a call, with the clock and sleeper of the runtime. */
    public RetryingAdapter(LLMAdapter delegate, RetryConfig config, PolicyRuntime runtime) {
        this(delegate.provider(), delegate, config, RouteScope.LAST, runtime);
    }

    /**
     * Wraps one of several deployments of a provider.
     *
     * @param deployment provider or one of its deployments, see {@link Circuit#provider()}
     */
    RetryingAdapter(
            String deployment, LLMAdapter delegate, RetryConfig config, RouteScope scope, PolicyRuntime runtime) {
        super(delegate);
        this.deployment = deployment;
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
        Circuit circuit = Circuit.of(deployment, request);
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
                FailoverLog.retry(request, delegate().target(request), e, failures.lastElapsed, delay.get());
                runtime.sleeper().sleep(delay.get(), request);
            }
        }
    }

    /** Returns the delay before the next attempt; empty for no further attempt. */
    private Optional<Duration> delay(LLMCall request, Circuit circuit, LLMException e, Failures failures) {
        if (failures.count >= config.maxAttempts()
                || !isRetryable(e, failures)
                || exceedsLongAttempt(request, failures)) {
            return Optional.empty();
        }
        request.cancellation().throwIfCancelled();
        Duration open = runtime.breakers().remainingDelay(circuit);
        if (scope.hasAlternative() && !open.isZero()) {
            return Optional.empty();
        }
        Duration retryAfter = e.retryAfter().orElse(Duration.ZERO);
        Duration wanted = retryAfter.compareTo(open) > 0 ? retryAfter : open;
        if (wanted.compareTo(config.maxDelay()) > 0) {
            return Optional.empty();
        }
        // Jitter, so that callers with the same Retry-After do not retry at the same moment.
        Duration delay = wanted.isZero() ? backoff(failures.count) : wanted.plus(random(longest(1)));
        Duration needed = delay.plus(PolicyRuntime.MIN_ATTEMPT_TIME);
        return needed.compareTo(scope.limit(request).remaining()) <= 0 ? Optional.of(delay) : Optional.empty();
    }

    /**
     * Whether the failure is retryable. A call that has already made attempts waits for the open circuit of its only route; a new
     * call is rejected with a delay.
     */
    private boolean isRetryable(LLMException e, Failures failures) {
        boolean waitsForCircuit = e instanceof CircuitOpenException && !scope.hasAlternative() && failures.shown != e;
        return waitsForCircuit || FailureRules.isRetryable(e);
    }

    private boolean exceedsLongAttempt(LLMCall request, Failures failures) {
        if (scope.hasAlternative()) {
            return failures.totalElapsed.compareTo(FailureRules.LONG_ATTEMPT) >= 0;
        }
        boolean slow = failures.lastElapsed.compareTo(FailureRules.LONG_ATTEMPT) >= 0;
        return slow && (failures.slow > 1 || request.deadline().remaining().compareTo(failures.lastElapsed) < 0);
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

    /** Failed attempts of one call. */
    private static final class Failures {
        int count;
        int slow;
        Duration totalElapsed = Duration.ZERO;
        Duration lastElapsed = Duration.ZERO;
        LLMException shown;

        Failures(LLMException first) {
            shown = first;
        }

        void add(LLMException e, Duration elapsed) {
            // The failure of this call tells more than a circuit opened by others.
            if (!FailureRules.wasNotSent(e)) {
                shown = e;
            }
            count++;
            lastElapsed = elapsed;
            totalElapsed = totalElapsed.plus(elapsed);
            if (elapsed.compareTo(FailureRules.LONG_ATTEMPT) >= 0) {
                slow++;
            }
        }
    }
}
