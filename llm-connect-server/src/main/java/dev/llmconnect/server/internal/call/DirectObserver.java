package dev.llmconnect.server.internal.call;

import dev.llmconnect.Attempt;
import dev.llmconnect.AttemptInfo;
import dev.llmconnect.CallInfo;
import dev.llmconnect.CallObserver;
import dev.llmconnect.CallResult;
import dev.llmconnect.CircuitChange;
import dev.llmconnect.RouteChange;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells an observer that is quick and never blocks on the thread of the call, so that it misses nothing and takes no queue; then those that
 * have threads of their own. One that throws is logged once, and hurts no call. Thread-safe.
 */
public final class DirectObserver implements CallObserver {
    private static final Logger LOG = System.getLogger(DirectObserver.class.getName());

    private final CallObserver direct;
    private final CallObserver others;
    private final AtomicBoolean threw = new AtomicBoolean();

    /** @param direct must neither block nor take long */
    public DirectObserver(CallObserver direct, CallObserver others) {
        this.direct = direct;
        this.others = others;
    }

    @Override
    public void started(CallInfo call) {
        try {
            direct.started(call);
        } catch (RuntimeException e) {
            failed(e);
        }
        others.started(call);
    }

    @Override
    public void attemptStarted(CallInfo call, AttemptInfo attempt) {
        try {
            direct.attemptStarted(call, attempt);
        } catch (RuntimeException e) {
            failed(e);
        }
        others.attemptStarted(call, attempt);
    }

    @Override
    public void firstToken(CallInfo call, AttemptInfo attempt, Duration delay) {
        try {
            direct.firstToken(call, attempt, delay);
        } catch (RuntimeException e) {
            failed(e);
        }
        others.firstToken(call, attempt, delay);
    }

    @Override
    public void attemptEnded(CallInfo call, AttemptInfo attempt, Attempt result) {
        try {
            direct.attemptEnded(call, attempt, result);
        } catch (RuntimeException e) {
            failed(e);
        }
        others.attemptEnded(call, attempt, result);
    }

    @Override
    public void routeChanged(CallInfo call, RouteChange change) {
        try {
            direct.routeChanged(call, change);
        } catch (RuntimeException e) {
            failed(e);
        }
        others.routeChanged(call, change);
    }

    @Override
    public void circuitChanged(CallInfo call, CircuitChange change) {
        try {
            direct.circuitChanged(call, change);
        } catch (RuntimeException e) {
            failed(e);
        }
        others.circuitChanged(call, change);
    }

    @Override
    public void ended(CallInfo call, CallResult result) {
        try {
            direct.ended(call, result);
        } catch (RuntimeException e) {
            failed(e);
        }
        others.ended(call, result);
    }

    private void failed(RuntimeException e) {
        if (threw.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "the observer " + direct.getClass().getName()
                            + " failed; this is logged once, and it goes on being told",
                    e);
        }
    }
}
