package dev.llmconnect.server.admin;

import dev.llmconnect.Attempt;
import dev.llmconnect.AttemptInfo;
import dev.llmconnect.CallInfo;
import dev.llmconnect.CallObserver;
import dev.llmconnect.CallRecord;
import dev.llmconnect.CallResult;
import dev.llmconnect.CircuitChange;
import dev.llmconnect.RouteChange;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps what the admin API tells of calls: those that run, the last {@value #MAX_RECENT}, rates, and how each provider does. Holds no
 * prompt and no answer, and its memory is bounded. Thread-safe, also as the observer of several servers.
 */
public final class CallMonitor implements CallObserver {
    /** The calls that have ended and are kept: {@value}. */
    public static final int MAX_RECENT = 1000;
    /** The running calls that are kept: {@value}; further ones are only counted when they end. */
    public static final int MAX_LIVE = 20_000;

    private static final int CLEAN_EVERY = 1000;

    private final Map<CallRecord, LiveCall> live = new ConcurrentHashMap<>();
    private final Deque<RecordedCall> recent = new ArrayDeque<>();
    private final TrafficStatistics traffic;
    private final ProviderStatistics providers;
    private final Instant startTime;
    private long ended;

    /** Has seen nothing yet, and goes by the system's clock. */
    public CallMonitor() {
        this(Clock.systemUTC());
    }

    CallMonitor(Clock clock) {
        traffic = new TrafficStatistics(clock, live::size);
        providers = new ProviderStatistics(clock);
        startTime = clock.instant();
    }

    @Override
    public void started(CallInfo call) {
        if (live.size() < MAX_LIVE) {
            live.put(call.context().record(), new LiveCall(call));
        }
    }

    @Override
    public void attemptEnded(CallInfo call, AttemptInfo attempt, Attempt result) {
        providers.ended(call.requestId(), attempt.model(), result);
    }

    @Override
    public void routeChanged(CallInfo call, RouteChange change) {
        if (change.kind() == RouteChange.Kind.RETRY) {
            traffic.retried();
        } else {
            traffic.fellBack();
        }
        LiveCall running = live.get(call.context().record());
        if (running != null) {
            running.add(change);
        }
    }

    @Override
    public void circuitChanged(CallInfo call, CircuitChange change) {
        LiveCall running = live.get(call.context().record());
        if (running != null) {
            running.add(change);
        }
    }

    @Override
    public void ended(CallInfo call, CallResult result) {
        LiveCall running = live.remove(call.context().record());
        LiveCall known = running == null ? new LiveCall(call) : running;
        long number;
        synchronized (recent) {
            ended++;
            number = ended;
            recent.addLast(new RecordedCall(
                    number,
                    CallIdentity.of(call),
                    result,
                    known.routeChanges(),
                    known.circuitChanges(),
                    known.delays()));
            if (recent.size() > MAX_RECENT) {
                recent.removeFirst();
            }
        }
        traffic.ended(result);
        if (number % CLEAN_EVERY == 0) {
            forgetEnded();
        }
    }

    /** An observer that does not keep up is not told of some ends. */
    private void forgetEnded() {
        live.values().removeIf(LiveCall::hasEnded);
    }

    /** When it began to watch. */
    Instant startTime() {
        return startTime;
    }

    TrafficStatistics traffic() {
        return traffic;
    }

    ProviderStatistics providers() {
        return providers;
    }

    /** The calls that run, the oldest first. */
    List<LiveCall> live() {
        return live.values().stream()
                .filter(call -> !call.hasEnded())
                .sorted(Comparator.comparing((LiveCall call) -> call.info().startTime()))
                .toList();
    }

    /** The calls that have ended and match, the last one first. */
    List<RecordedCall> recent(CallFilter filter, int limit) {
        List<RecordedCall> found = new ArrayList<>();
        synchronized (recent) {
            Iterator<RecordedCall> all = recent.descendingIterator();
            while (all.hasNext() && found.size() < limit) {
                RecordedCall call = all.next();
                if (filter.matches(call)) {
                    found.add(call);
                }
            }
        }
        return found;
    }

    /** The calls that have ended after another, the first one first; the last of them when there are more. */
    List<RecordedCall> recentAfter(long number, int limit) {
        Deque<RecordedCall> found = new ArrayDeque<>();
        synchronized (recent) {
            Iterator<RecordedCall> all = recent.descendingIterator();
            while (all.hasNext() && found.size() < limit) {
                RecordedCall call = all.next();
                if (call.number() <= number) {
                    break;
                }
                found.addFirst(call);
            }
        }
        return List.copyOf(found);
    }

    /** The number of the call that has ended last; 0 before any. */
    long lastNumber() {
        synchronized (recent) {
            return ended;
        }
    }

    /** The last call with this id that has ended and is kept. */
    Optional<RecordedCall> recent(String id) {
        return recent(new CallFilter("", "", "", "", "", "", 0), MAX_RECENT).stream()
                .filter(call -> call.identity().id().equals(id))
                .findFirst();
    }

    /** The running calls with this id: clients may choose ids, and the same one twice. */
    List<LiveCall> live(String id) {
        return live().stream()
                .filter(call -> call.info().requestId().equals(id))
                .toList();
    }
}
