package dev.llmconnect.profiles.policy;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMException;
import dev.llmconnect.spi.ForwardingAdapter;
import dev.llmconnect.spi.Operation;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * Asks one route again after a failure that may heal: rate limits, errors of the server, broken connections, cut or garbled answers.
 *
 * <p>The pause is what the provider's {@code Retry-After} says, else drawn between nothing and a bound that doubles ("full jitter").
 * Where it is longer than {@link RetryConfig#maxDelay()} or the deadline allows, the failure goes through at once. So does a failure
 * of the request itself, and a route that stayed silent to its limit. A stream is asked again only until its first event.
 * Thread-safe.
 */
public final class RetryingAdapter extends ForwardingAdapter {
    private static final Logger LOG = System.getLogger(RetryingAdapter.class.getName());
    /** Enough to reach any longest pause from any base, and few enough not to overflow. */
    private static final int MOST_DOUBLINGS = 30;

    private final String asked;
    private final RetryConfig config;
    private final PolicyRuntime runtime;

    /** Waits in real time. */
    public RetryingAdapter(LLMAdapter delegate, RetryConfig config) {
        this(delegate, config, PolicyRuntime.shared());
    }

    /** Waits as the runtime does, and not for a route whose circuit is open there. */
    public RetryingAdapter(LLMAdapter delegate, RetryConfig config, PolicyRuntime runtime) {
        this(delegate.provider(), delegate, config, runtime);
    }

    /**
     * As above, for a provider that is served in several places.
     *
     * @param asked which of them, see {@link Circuit#provider()}
     */
    RetryingAdapter(String asked, LLMAdapter delegate, RetryConfig config, PolicyRuntime runtime) {
        super(delegate);
        this.asked = asked;
        this.config = config;
        this.runtime = runtime;
    }

    @Override
    protected <C extends LLMCall, T> T around(C call, Operation<C, T> operation) {
        return operation.isAnswer()
                ? ask(call, same -> operation.askUntilFirstEvent(delegate(), same))
                : super.around(call, operation);
    }

    private <C extends LLMCall, T> T ask(C request, Function<C, T> attempt) {
        Optional<LLMException> before = Optional.empty();
        for (int attempts = 1; ; attempts++) {
            try {
                return attempt.apply(request);
            } catch (LLMException e) {
                // A circuit that others opened meanwhile tells the caller less than why this call failed.
                LLMException failure = FailureRules.wasNotAsked(e) ? before.orElse(e) : e;
                Optional<Duration> pause = pause(request, e, attempts);
                if (pause.isEmpty()) {
                    throw failure;
                }
                LOG.log(
                        Level.DEBUG,
                        () -> "call " + request.requestId() + ": " + provider() + " failed (" + e.outcome()
                                + "), asking again in " + pause.get().toMillis() + " ms");
                runtime.sleeper().sleep(pause.get(), request);
                before = Optional.of(failure);
            }
        }
    }

    /** How long to wait before the next attempt; empty when there shall be none. */
    private Optional<Duration> pause(LLMCall request, LLMException e, int attempts) {
        if (attempts >= config.maxAttempts()
                || !FailureRules.worthAskingAgain(e)
                || runtime.breakers().isOpen(Circuit.of(asked, request))) {
            return Optional.empty();
        }
        request.cancellation().throwIfCancelled();
        Optional<Duration> asked = e.retryAfter();
        if (asked.filter(wait -> wait.compareTo(config.maxDelay()) > 0).isPresent()) {
            return Optional.empty();
        }
        // Callers who were told the same moment shall not all come back at it.
        Duration pause = asked.map(wait -> wait.plus(jitter(bound(1)))).orElseGet(() -> jitter(bound(attempts)));
        Duration needed = pause.plus(PolicyRuntime.SHORTEST_ATTEMPT);
        return needed.compareTo(request.deadline().remaining()) <= 0 ? Optional.of(pause) : Optional.empty();
    }

    private Duration bound(int attempts) {
        Duration doubled = config.baseDelay().multipliedBy(1L << Math.min(attempts - 1, MOST_DOUBLINGS));
        return doubled.compareTo(config.maxDelay()) < 0 ? doubled : config.maxDelay();
    }

    private Duration jitter(Duration bound) {
        return Duration.ofNanos((long) (runtime.random().nextDouble() * bound.toNanos()));
    }
}
