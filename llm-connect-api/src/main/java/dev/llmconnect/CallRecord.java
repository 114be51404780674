package dev.llmconnect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Mutable record of one call, shared by all copies of its request: attempts, profile and route changes. Notifies the call's
 * {@link CallObserver} and is the source of response metadata. Thread-safe.
 */
public final class CallRecord {
    /** Maximum number of attempts kept: {@value}. Beyond it, each new attempt replaces the last one. */
    public static final int MAX_ATTEMPTS = 16;

    private final CallObserver observer;
    private final Ticker ticker;
    private final long startNanos;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicLong streamedCharacters = new AtomicLong();
    private final List<Attempt> attempts = new ArrayList<>(1);
    private int attemptCount;
    private @Nullable AttemptInfo lastAttempt;
    private @Nullable String profile;
    private @Nullable Duration timeToFirstToken;
    private Duration attemptTime = Duration.ZERO;
    private Duration pauseTime = Duration.ZERO;
    private volatile @Nullable CallInfo info;

    CallRecord(CallObserver observer, Ticker ticker, long startNanos) {
        this.observer = observer;
        this.ticker = ticker;
        this.startNanos = startNanos;
    }

    /** Records the start of the call and notifies the observer. Only the first invocation has an effect. */
    public void started(CallInfo call) {
        synchronized (this) {
            if (info != null) {
                return;
            }
            info = call;
        }
        observer.started(call);
    }

    /** Metadata of the call; absent before {@link #started} and for calls without an observer. */
    public Optional<CallInfo> info() {
        return Optional.ofNullable(info);
    }

    /** Records the profile that serves the call. */
    public synchronized void profile(String name) {
        profile = name;
    }

    /** Profile that serves the call. */
    public synchronized Optional<String> profile() {
        return Optional.ofNullable(profile);
    }

    /** Records the start of an attempt. */
    AttemptInfo attemptStarted(String provider, String model) {
        AttemptInfo attempt;
        synchronized (this) {
            attempt = new AttemptInfo(
                    attemptCount + 1,
                    provider,
                    model,
                    Duration.ofNanos(ticker.nanos() - startNanos),
                    TraceContext.randomId());
            lastAttempt = attempt;
        }
        CallInfo call = info;
        if (call != null) {
            observer.attemptStarted(call, attempt);
        }
        return attempt;
    }

    /**
     * Records the first token of an attempt.
     *
     * @param sinceStart time since the attempt started
     * @param sinceCallStart time since the call started
     */
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

    /** Notes what a stream has brought. */
    void streamed(long characters) {
        streamedCharacters.addAndGet(characters);
    }

    /** The characters that streams of all attempts have brought so far: text, reasoning and arguments of tool calls. */
    public long streamedCharacters() {
        return streamedCharacters.get();
    }

    /** Records the end of an attempt. */
    void attemptEnded(AttemptInfo attempt, Attempt result) {
        add(result);
        CallInfo call = info;
        if (call != null) {
            observer.attemptEnded(call, attempt, result);
        }
    }

    /** Records an attempt that was skipped or was made inside another one, and notifies the observer. */
    public void addAttempt(Attempt result) {
        attemptEnded(attemptStarted(result.provider(), result.model()), result);
    }

    private synchronized void add(Attempt result) {
        attemptCount++;
        attemptTime = attemptTime.plus(result.duration());
        if (attempts.size() < MAX_ATTEMPTS) {
            attempts.add(result);
        } else {
            attempts.set(MAX_ATTEMPTS - 1, result);
        }
    }

    /** Records a retry or fallback. */
    public void routeChanged(RouteChange change) {
        synchronized (this) {
            pauseTime = pauseTime.plus(change.delay());
        }
        CallInfo call = info;
        if (call != null) {
            observer.routeChanged(call, change);
        }
    }

    /** Records a circuit breaker's change of state caused by this call. */
    public void circuitChanged(CircuitChange change) {
        CallInfo call = info;
        if (call != null) {
            observer.circuitChanged(call, change);
        }
    }

    /** Attempts in the order in which they ended, at most {@value #MAX_ATTEMPTS}. */
    public synchronized List<Attempt> attempts() {
        return List.copyOf(attempts);
    }

    /**
     * Records the cost of an attempt. The cost of an attempt that is not kept is ignored.
     *
     * @param index index in {@link #attempts()}
     */
    public synchronized void cost(int index, Cost cost) {
        if (index < attempts.size()) {
            attempts.set(index, attempts.get(index).withCost(cost));
        }
    }

    /** Total time of all attempts and of the delays between them. */
    synchronized Duration timeOutside() {
        return attemptTime.plus(pauseTime);
    }

    /** Total number of attempts, including those not kept. */
    public synchronized int attemptCount() {
        return attemptCount;
    }

    /** Provider and model of the latest attempt; absent if there was none. */
    public synchronized Optional<AttemptInfo> lastAttempt() {
        return Optional.ofNullable(lastAttempt);
    }

    /**
     * Value of the header {@code traceparent} for requests of the current attempt, with the attempt's span as the parent. Empty before the
     * first attempt, and for a call without an observer.
     */
    public synchronized Optional<String> traceparent() {
        CallInfo call = info;
        AttemptInfo attempt = lastAttempt;
        if (call == null || attempt == null) {
            return Optional.empty();
        }
        boolean sampled = call.trace().map(TraceContext::isSampled).orElse(true);
        return Optional.of("00-" + call.traceId() + "-" + attempt.spanId() + (sampled ? "-01" : "-00"));
    }

    /** Time from the start of the call to the first token of any attempt; absent if there was none. */
    public synchronized Optional<Duration> timeToFirstToken() {
        return Optional.ofNullable(timeToFirstToken);
    }

    /**
     * Records the end of the call and notifies the observer. Only the first invocation has an effect.
     *
     * @return whether this invocation was the first
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

    /** Whether the call has ended. */
    public boolean hasEnded() {
        return ended.get();
    }
}
