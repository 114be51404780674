package dev.llmconnect.profiles.policy;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMException;
import java.time.Duration;

/**
 * Leaves a provider's model alone that failed several times in a row, so that callers are served elsewhere at once and the provider can
 * recover. After a cool-down one attempt is let through; it closes the circuit, or opens it again.
 *
 * <p>Errors of the server, broken connections, cut or garbled answers and long silence count. Rate limits, bad requests, wrong keys
 * and callers who left do not. Thread-safe.
 */
public final class CircuitBreakerAdapter extends ObservingAdapter {
    private final String asked;
    private final CircuitBreakerConfig config;
    private final CircuitBreakers breakers;

    /** With circuits that others may share who ask the same provider. */
    public CircuitBreakerAdapter(LLMAdapter delegate, CircuitBreakerConfig config, CircuitBreakers breakers) {
        this(delegate.provider(), delegate, config, breakers);
    }

    /**
     * With circuits that others may share who ask the same.
     *
     * @param asked who is asked, see {@link Circuit#provider()}
     */
    CircuitBreakerAdapter(String asked, LLMAdapter delegate, CircuitBreakerConfig config, CircuitBreakers breakers) {
        super(delegate);
        this.asked = asked;
        this.config = config;
        this.breakers = breakers;
    }

    @Override
    CallEnd begin(LLMCall request) {
        Circuit circuit = Circuit.of(asked, request);
        return new Verdict(circuit, breakers.admit(circuit, config), request);
    }

    private final class Verdict implements CallEnd {
        private final Circuit circuit;
        private final boolean probe;
        private final LLMCall request;
        private final long began;

        Verdict(Circuit circuit, boolean probe, LLMCall request) {
            this.circuit = circuit;
            this.probe = probe;
            this.request = request;
            this.began = request.ticker().nanos();
        }

        @Override
        public void succeeded(String model) {
            breakers.succeeded(circuit, probe);
        }

        @Override
        public void failed(LLMException failure) {
            Duration lasted = Duration.ofNanos(request.ticker().nanos() - began);
            if (FailureRules.countsAgainstRoute(failure, lasted)) {
                breakers.failed(circuit, probe, config, failure);
            } else {
                breakers.undecided(circuit, probe);
            }
        }

        @Override
        public void abandoned() {
            breakers.undecided(circuit, probe);
        }
    }
}
