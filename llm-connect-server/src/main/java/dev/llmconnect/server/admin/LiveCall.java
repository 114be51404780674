package dev.llmconnect.server.admin;

import dev.llmconnect.CallInfo;
import dev.llmconnect.CircuitChange;
import dev.llmconnect.RouteChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A call that runs, with what its record does not keep. Thread-safe. */
final class LiveCall {
    /** The most changes of routes, and of circuits, that are kept of a call: {@value}. */
    static final int MAX_CHANGES = 32;

    private final CallInfo info;
    private final List<RouteChange> routeChanges = new ArrayList<>(0);
    private final List<CircuitChange> circuitChanges = new ArrayList<>(0);
    private Duration delays = Duration.ZERO;

    LiveCall(CallInfo info) {
        this.info = info;
    }

    CallInfo info() {
        return info;
    }

    synchronized void add(RouteChange change) {
        delays = delays.plus(change.delay());
        if (routeChanges.size() < MAX_CHANGES) {
            routeChanges.add(change);
        }
    }

    synchronized void add(CircuitChange change) {
        if (circuitChanges.size() < MAX_CHANGES) {
            circuitChanges.add(change);
        }
    }

    synchronized List<RouteChange> routeChanges() {
        return List.copyOf(routeChanges);
    }

    synchronized List<CircuitChange> circuitChanges() {
        return List.copyOf(circuitChanges);
    }

    /** How long it waited between attempts. */
    synchronized Duration delays() {
        return delays;
    }

    boolean hasEnded() {
        return info.context().record().hasEnded();
    }
}
