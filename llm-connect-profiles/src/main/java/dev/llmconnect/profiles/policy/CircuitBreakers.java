package dev.llmconnect.profiles.policy;

import dev.llmconnect.CircuitChange;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMException;
import dev.llmconnect.Ticker;
import dev.llmconnect.profiles.policy.CircuitStatus.State;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Circuit breakers of all providers and models, shared by all profiles. Holds at most {@value #MAX_CIRCUITS}. Thread-safe. */
public final class CircuitBreakers {
    /** Maximum number of circuits: {@value}. Bounded because clients may choose model names. */
    public static final int MAX_CIRCUITS = 1000;

    private static final Logger LOG = System.getLogger(CircuitBreakers.class.getName());

    private final Map<Circuit, CircuitBreaker> breakers = new ConcurrentHashMap<>();
    private final Ticker ticker;

    /** Creates an instance with all circuits closed. */
    public CircuitBreakers(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Whether an attempt with another route would be rejected until a delay has passed. */
    public boolean isOpen(Circuit circuit) {
        return !remainingDelay(circuit).isZero();
    }

    /** Status of every circuit that is open or half-open. */
    public List<CircuitStatus> openCircuits() {
        long now = ticker.nanos();
        return breakers.entrySet().stream()
                .map(entry -> entry.getValue().status(entry.getKey(), now))
                .filter(status -> status.state() != State.CLOSED)
                .toList();
    }

    /**
     * Closes a circuit at once and forgets its failures.
     *
     * @return whether it was not closed
     */
    public boolean reset(Circuit circuit) {
        CircuitBreaker breaker = breakers.remove(circuit);
        boolean reset = breaker != null && !breaker.isClosed();
        if (reset) {
            LOG.log(Level.INFO, "circuit of {0} is closed by the operator", circuit);
        }
        return reset;
    }

    /** Returns the time until the next trial; zero unless the circuit is open. */
    Duration remainingDelay(Circuit circuit) {
        CircuitBreaker breaker = breakers.get(circuit);
        return breaker == null ? Duration.ZERO : breaker.remainingDelay(ticker.nanos());
    }

    /**
     * Permits an attempt.
     *
     * @param call call to notify if the circuit becomes half-open
     * @param hasAlternative see {@link CircuitBreaker#admit}
     * @return whether the attempt is a trial
     * @throws CircuitOpenException if the attempt is rejected
     */
    boolean admit(Circuit circuit, LLMCall call, CircuitBreakerConfig config, boolean hasAlternative) {
        CircuitBreaker breaker = breakers.get(circuit);
        if (breaker == null) {
            return false;
        }
        long now = ticker.nanos();
        CircuitBreaker.Admission admission = breaker.admit(now, config, hasAlternative);
        if (admission == CircuitBreaker.Admission.REFUSED) {
            throw new CircuitOpenException(breaker.status(circuit, now), breaker.lastFailure());
        }
        if (admission == CircuitBreaker.Admission.HALF_OPENED) {
            LOG.log(Level.INFO, "circuit of {0} is half open: one trial attempt goes through", circuit);
            tell(call, circuit, CircuitChange.State.HALF_OPEN, "", Duration.ZERO);
        }
        return admission != CircuitBreaker.Admission.PASS;
    }

    void failed(Circuit circuit, LLMCall call, boolean trial, CircuitBreakerConfig config, LLMException failure) {
        CircuitBreaker breaker = remembered(circuit);
        long now = ticker.nanos();
        if (breaker.failed(trial, now, config, failure.getMessage())) {
            Duration delay = breaker.remainingDelay(now);
            LOG.log(
                    Level.WARNING,
                    "circuit of {0} is open for {1} after {2} failed attempts: {3}",
                    circuit,
                    LLMException.formatDuration(delay),
                    breaker.status(circuit, now).failures(),
                    failure.getMessage());
            tell(call, circuit, CircuitChange.State.OPEN, failure.outcome(), delay);
        }
    }

    void succeeded(Circuit circuit, LLMCall call, boolean trial) {
        if (remembered(circuit).succeeded(trial, ticker.nanos())) {
            LOG.log(Level.INFO, "circuit of {0} is closed again", circuit);
            tell(call, circuit, CircuitChange.State.CLOSED, "", Duration.ZERO);
        }
    }

    void undecided(Circuit circuit, boolean trial) {
        CircuitBreaker breaker = breakers.get(circuit);
        if (breaker != null) {
            breaker.undecided(trial, ticker.nanos());
        }
    }

    private static void tell(LLMCall call, Circuit circuit, CircuitChange.State state, String reason, Duration delay) {
        call.record().circuitChanged(new CircuitChange(circuit.provider(), circuit.model(), state, reason, delay));
    }

    private CircuitBreaker remembered(Circuit circuit) {
        CircuitBreaker breaker = breakers.get(circuit);
        if (breaker != null) {
            return breaker;
        }
        if (breakers.size() >= MAX_CIRCUITS) {
            evict();
        }
        return breakers.computeIfAbsent(circuit, key -> new CircuitBreaker());
    }

    /** Evicts a closed circuit if there is one, otherwise an arbitrary one. */
    private void evict() {
        @Nullable Circuit victim = null;
        for (Map.Entry<Circuit, CircuitBreaker> entry : breakers.entrySet()) {
            victim = entry.getKey();
            if (entry.getValue().isClosed()) {
                break;
            }
        }
        if (victim != null) {
            breakers.remove(victim);
        }
    }
}
