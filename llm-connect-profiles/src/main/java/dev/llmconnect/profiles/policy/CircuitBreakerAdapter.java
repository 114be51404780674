package dev.llmconnect.profiles.policy;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMException;
import java.time.Duration;

/**
 * Stops sending requests to a failing provider's model, so that calls use other routes immediately and the provider can recover.
 * After a delay that grows with each failed trial, a trial attempt closes or reopens the circuit. If there is no other route,
 * trials are permitted all the time: a few during the delay, any number after it.
 *
 * <p>Counts server errors, broken connections, truncated or malformed answers and long timeouts. Rate limits, invalid requests,
 * invalid keys and cancelled calls do not count. Thread-safe.
 */
public final class CircuitBreakerAdapter extends ObservingAdapter {
    private final String deployment;
    private final CircuitBreakerConfig config;
    private final boolean hasAlternative;
    private final CircuitBreakers breakers;

    /** Creates an adapter with circuits that may be shared by adapters of the same provider. */
    public CircuitBreakerAdapter(LLMAdapter delegate, CircuitBreakerConfig config, CircuitBreakers breakers) {
        this(delegate.provider(), delegate, config, true, breakers);
    }

    /**
     * Creates an adapter with circuits that may be shared by adapters of the same provider.
     *
     * @param deployment provider or one of its deployments, see {@link Circuit#provider()}
     * @param hasAlternative whether a rejected call has another route
     */
    CircuitBreakerAdapter(
            String deployment,
            LLMAdapter delegate,
            CircuitBreakerConfig config,
            boolean hasAlternative,
            CircuitBreakers breakers) {
        super(delegate);
        this.deployment = deployment;
        this.config = config;
        this.hasAlternative = hasAlternative;
        this.breakers = breakers;
    }

    @Override
    CallEnd onStart(LLMCall request) {
        Circuit circuit = Circuit.of(deployment, request);
        return new Verdict(circuit, breakers.admit(circuit, request, config, hasAlternative), request);
    }

    private final class Verdict implements CallEnd {
        private final Circuit circuit;
        private final LLMCall request;
        private final long began;
        /** Volatile because the stream may be closed by another thread. */
        private volatile boolean trial;

        Verdict(Circuit circuit, boolean trial, LLMCall request) {
            this.circuit = circuit;
            this.trial = trial;
            this.request = request;
            this.began = request.ticker().nanos();
        }

        /** Records success: the provider has recovered, without waiting for the end of a long answer. */
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
            Duration elapsed = Duration.ofNanos(request.ticker().nanos() - began);
            if (FailureRules.countsAsFailure(failure, elapsed)) {
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
