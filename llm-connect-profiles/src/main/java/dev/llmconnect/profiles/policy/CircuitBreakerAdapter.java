package dev.llmconnect.profiles.policy;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMException;
import java.time.Duration;

/**
 * Leaves a provider's model alone while it fails, so that callers are served elsewhere at once and the provider can recover. After a
 * delay, which grows, a trial attempt closes the circuit or opens it again; where there is no other route, trials go through all the
 * time, a few during the delay and as many as come after it.
 *
 * <p>Errors of the server, broken connections, cut or garbled answers and long silence count. Rate limits, bad requests, wrong keys
 * and callers who left do not. Thread-safe.
 */
public final class CircuitBreakerAdapter extends ObservingAdapter {
    private final String asked;
    private final CircuitBreakerConfig config;
    private final boolean hasAlternative;
    private final CircuitBreakers breakers;

    /** With circuits that others may share who ask the same provider. */
    public CircuitBreakerAdapter(LLMAdapter delegate, CircuitBreakerConfig config, CircuitBreakers breakers) {
        this(delegate.provider(), delegate, config, true, breakers);
    }

    /**
     * With circuits that others may share who ask the same.
     *
     * @param asked who is asked, see {@link Circuit#provider()}
     * @param hasAlternative whether a call that is refused can go elsewhere
     */
    CircuitBreakerAdapter(
            String asked,
            LLMAdapter delegate,
            CircuitBreakerConfig config,
            boolean hasAlternative,
            CircuitBreakers breakers) {
        super(delegate);
        this.asked = asked;
        this.config = config;
        this.hasAlternative = hasAlternative;
        this.breakers = breakers;
    }

    @Override
    CallEnd begin(LLMCall request) {
        Circuit circuit = Circuit.of(asked, request);
        return new Verdict(circuit, breakers.admit(circuit, request, config, hasAlternative), request);
    }

    private final class Verdict implements CallEnd {
        private final Circuit circuit;
        private final LLMCall request;
        private final long began;
        /** The stream may be closed from another thread. */
        private volatile boolean trial;

        Verdict(Circuit circuit, boolean trial, LLMCall request) {
            this.circuit = circuit;
            this.trial = trial;
            this.request = request;
            this.began = request.ticker().nanos();
        }

        /** The provider works again; that a long answer is whole need not be waited for. */
        @Override
        public void firstToken() {
            if (trial) {
                trial = false;
                breakers.succeeded(circuit, request, true);
            }
        }

        @Override
        public void succeeded(String model) {
            breakers.succeeded(circuit, request, trial);
        }

        @Override
        public void failed(LLMException failure) {
            Duration lasted = Duration.ofNanos(request.ticker().nanos() - began);
            if (FailureRules.countsAgainstRoute(failure, lasted)) {
                breakers.failed(circuit, request, trial, config, failure);
            } else {
                breakers.undecided(circuit, trial);
            }
        }

        @Override
        public void abandoned() {
            breakers.undecided(circuit, trial);
        }
    }
}
