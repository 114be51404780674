package dev.llmconnect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What happens to one call, written by whoever makes it happen and shared by all copies of its request: the attempts, the profile, the
 * changes of route. It tells the {@link CallObserver} of the call, and the answer's metadata is made from it. Thread-safe.
 */
public final class CallRecord {
    /** The most attempts that are kept: {@value}. Beyond that, the newest takes the place of the last one. */
    public static final int MAX_ATTEMPTS = 16;

    private final CallObserver observer;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final List<Attempt> attempts = new ArrayList<>(1);
    private int attemptCount;
    private @Nullable AttemptInfo lastAsked;
    private @Nullable String profile;
    private @Nullable Duration timeToFirstToken;
    private volatile @Nullable CallInfo info;

    CallRecord(CallObserver observer) {
        this.observer = observer;
    }

    /** Notes that an adapter is asked, and tells the observer; the first time only. */
    public void started(CallInfo call) {
        synchronized (this) {
            if (info != null) {
                return;
            }
            info = call;
        }
        observer.started(call);
    }

    /** What is known of the call since its start; absent before {@link #started}, and for a call that nobody observes. */
    public Optional<CallInfo> info() {
        return Optional.ofNullable(info);
    }

    /** Notes the profile that answers the call. */
    public synchronized void profile(String name) {
        profile = name;
    }

    /** The profile that answers the call. */
    public synchronized Optional<String> profile() {
        return Optional.ofNullable(profile);
    }

    /** Notes that a provider is asked. */
    AttemptInfo attemptStarted(String provider, String model) {
        AttemptInfo attempt;
        synchronized (this) {
            attempt = new AttemptInfo(attemptCount + 1, provider, model);
            lastAsked = attempt;
        }
        CallInfo call = info;
        if (call != null) {
            observer.attemptStarted(call, attempt);
        }
        return attempt;
    }

    /** Notes the first token of an attempt. */
    void firstToken(AttemptInfo attempt, Duration sinceStart, Duration sinceCallStart) {
        synchronized (this) {
            if (timeToFirstToken == null) {
                timeToFirstToken = sinceCallStart;
            }
        }
        CallInfo call = info;
        if (call != null) {
            observer.firstToken(call, attempt, sinceStart);
        }
    }

    /** Notes that an attempt is over. */
    void attemptEnded(AttemptInfo attempt, Attempt result) {
        add(result);
        CallInfo call = info;
        if (call != null) {
            observer.attemptEnded(call, attempt, result);
        }
    }

    /** Notes an attempt that was never made, or that was made inside another one: it is listed with the others, and told. */
    public void attempt(Attempt result) {
        attemptEnded(attemptStarted(result.provider(), result.model()), result);
    }

    private synchronized void add(Attempt result) {
        attemptCount++;
        if (attempts.size() < MAX_ATTEMPTS) {
            attempts.add(result);
        } else {
            attempts.set(MAX_ATTEMPTS - 1, result);
        }
    }

    /** Notes that the call goes on after a failed attempt. */
    public void routeChanged(RouteChange change) {
        CallInfo call = info;
        if (call != null) {
            observer.routeChanged(call, change);
        }
    }

    /** Notes that a circuit has changed because of this call. */
    public void circuitChanged(CircuitChange change) {
        CallInfo call = info;
        if (call != null) {
            observer.circuitChanged(call, change);
        }
    }

    /** The attempts in the order in which they ended, at most {@value #MAX_ATTEMPTS}. */
    public synchronized List<Attempt> attempts() {
        return List.copyOf(attempts);
    }

    /** How many attempts there were, also those that are not kept. */
    public synchronized int attemptCount() {
        return attemptCount;
    }

    /** The provider and model that were asked last; absent when nobody was. */
    public synchronized Optional<AttemptInfo> lastAsked() {
        return Optional.ofNullable(lastAsked);
    }

    /** The time from the start of the call to its first token of any attempt; absent when none came. */
    public synchronized Optional<Duration> timeToFirstToken() {
        return Optional.ofNullable(timeToFirstToken);
    }

    /**
     * Notes that the call is over, and tells the observer; the first time only, whoever comes first.
     *
     * @return whether this was the first time
     */
    public boolean ended(CallResult result) {
        if (!ended.compareAndSet(false, true)) {
            return false;
        }
        CallInfo call = info;
        if (call != null) {
            observer.ended(call, result);
        }
        return true;
    }

    /** Whether the call is over. */
    public boolean hasEnded() {
        return ended.get();
    }
}
