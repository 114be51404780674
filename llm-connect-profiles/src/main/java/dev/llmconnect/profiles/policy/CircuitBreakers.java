package dev.llmconnect.profiles.policy;

import dev.llmconnect.LLMException;
import dev.llmconnect.Ticker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The circuits of all providers and models, whichever profile asks them. One that works takes no room: only those that failed last are
 * remembered, at most {@value #MOST}. Thread-safe.
 */
public final class CircuitBreakers {
    /** How many circuits are remembered: {@value}. Clients may choose model names, so there is no end to them otherwise. */
    public static final int MOST = 1000;

    private static final Logger LOG = System.getLogger(CircuitBreakers.class.getName());

    private final Map<Circuit, CircuitBreaker> troubled = new ConcurrentHashMap<>();
    private final Ticker ticker;

    /** No circuit has failed yet. */
    public CircuitBreakers(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Whether an attempt would be refused now. */
    public boolean isOpen(Circuit circuit) {
        CircuitBreaker breaker = troubled.get(circuit);
        return breaker != null && breaker.isOpen(ticker.nanos());
    }

    /** Every circuit that failed last, also those that are still closed. One that is not in the list is closed. */
    public List<CircuitStatus> troubled() {
        long now = ticker.nanos();
        return troubled.entrySet().stream()
                .map(entry -> entry.getValue().status(entry.getKey(), now))
                .toList();
    }

    /**
     * Lets an attempt through.
     *
     * @return whether it is the one that tries a circuit that was open
     * @throws CircuitOpenException when it must not be made
     */
    boolean admit(Circuit circuit, CircuitBreakerConfig config) {
        CircuitBreaker breaker = troubled.get(circuit);
        if (breaker == null) {
            return false;
        }
        long now = ticker.nanos();
        CircuitBreaker.Admission admission = breaker.admit(now, config.coolDown());
        if (admission == CircuitBreaker.Admission.REFUSED) {
            throw new CircuitOpenException(breaker.status(circuit, now), breaker.lastFailure());
        }
        boolean probe = admission == CircuitBreaker.Admission.PROBE;
        if (probe) {
            LOG.log(Level.INFO, "circuit of {0} is half open: one attempt tries it", circuit);
        }
        return probe;
    }

    void failed(Circuit circuit, boolean probe, CircuitBreakerConfig config, LLMException failure) {
        CircuitBreaker breaker = remembered(circuit);
        if (breaker.failed(probe, ticker.nanos(), config, failure.getMessage())) {
            LOG.log(
                    Level.WARNING,
                    "circuit of {0} is open for {1} s after {2} failures in a row: {3}",
                    circuit,
                    config.coolDown().toSeconds(),
                    breaker.status(circuit, ticker.nanos()).failures(),
                    failure.getMessage());
        }
    }

    void succeeded(Circuit circuit, boolean probe) {
        CircuitBreaker breaker = troubled.get(circuit);
        if (breaker != null && breaker.succeeded(probe)) {
            troubled.remove(circuit, breaker);
            if (probe) {
                LOG.log(Level.INFO, "circuit of {0} is closed again", circuit);
            }
        }
    }

    void undecided(Circuit circuit, boolean probe) {
        CircuitBreaker breaker = troubled.get(circuit);
        if (breaker != null) {
            breaker.undecided(probe, ticker.nanos());
        }
    }

    private CircuitBreaker remembered(Circuit circuit) {
        if (troubled.size() >= MOST && !troubled.containsKey(circuit)) {
            forgetOne();
        }
        return troubled.computeIfAbsent(circuit, key -> new CircuitBreaker());
    }

    /** Rather one that is closed, since it only counts; else any. */
    private void forgetOne() {
        long now = ticker.nanos();
        @Nullable Circuit victim = null;
        for (Map.Entry<Circuit, CircuitBreaker> entry : troubled.entrySet()) {
            victim = entry.getKey();
            if (!entry.getValue().isOpen(now)) {
                break;
            }
        }
        if (victim != null) {
            troubled.remove(victim);
        }
    }
}
