package dev.llmconnect.profiles.policy;

import dev.llmconnect.Cancellation;
import dev.llmconnect.Deadline;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Monitors one attempt while it waits for its provider, and cancels it when a limit is exceeded. Uses one timer per attempt and
 * reschedules it when it fires early, so an event costs no more than reading the clock.
 */
final class AttemptWatch implements AutoCloseable {
    private enum Limit {
        CALL,
        ATTEMPT,
        SHARE,
        FIRST_TOKEN,
        IDLE
    }

    private final String provider;
    private final AttemptLimits limits;
    private final LLMCall outer;
    private final Deadline deadline;
    private final Duration share;
    private final Cancellation cancellation = new Cancellation();
    private final Cancellation.Registration link;
    private final Scheduler scheduler;

    private boolean closed;
    private boolean waiting;
    private boolean tokenSeen;
    private long waitStart;
    private long limitAt;
    /** Time since the provider's last token. */
    private Duration silence = Duration.ZERO;

    private Duration firstToken = Duration.ZERO;
    private Duration maxPause = Duration.ZERO;
    private Limit limit = Limit.CALL;
    private @Nullable Limit exceeded;
    private Scheduler.@Nullable Timer timer;
    private long timerAt;

    AttemptWatch(String provider, AttemptLimits limits, LLMCall outer, Scheduler scheduler) {
        this.provider = provider;
        this.limits = limits;
        this.outer = outer;
        this.scheduler = scheduler;
        deadline = limits.attempt().isZero()
                ? outer.deadline()
                : outer.deadline().earlier(Deadline.after(limits.attempt(), outer.ticker()));
        share = limits.share() == null ? Duration.ZERO : limits.share().remaining();
        link = outer.cancellation().onCancel(cancellation::cancel);
    }

    /** Applies the attempt's cancellation and deadline to a copy of the call. */
    <B extends LLMCall.Builder<B>> B narrow(B copy) {
        copy.cancellation(cancellation).deadline(deadline);
        return limits.share() != null && limits.wholeAnswer() ? copy.deadline(limits.share()) : copy;
    }

    synchronized void waitBegins() {
        waiting = true;
        waitStart = now();
        Duration left = deadline.remaining();
        limit = limits.attempt().isZero() ? Limit.CALL : Limit.ATTEMPT;
        Deadline shareEnd = limits.share();
        if (shareEnd != null
                && (limits.wholeAnswer() || !tokenSeen)
                && shareEnd.remaining().compareTo(left) < 0) {
            left = shareEnd.remaining();
            limit = Limit.SHARE;
        }
        Duration allowed = tokenSeen ? limits.idle() : limits.firstToken();
        Duration rest = allowed.minus(silence);
        if (!allowed.isZero() && rest.compareTo(left) < 0) {
            left = rest.isNegative() ? Duration.ZERO : rest;
            limit = tokenSeen ? Limit.IDLE : Limit.FIRST_TOKEN;
        }
        limitAt = waitStart + left.toNanos();
        if (timer == null || timerAt - limitAt > 0) {
            setTimer(left);
        }
    }

    /**
     * Records an event or the end of the stream.
     *
     * @param token whether the event is model output
     */
    synchronized void waitEnds(boolean token) {
        waiting = false;
        silence = silence.plusNanos(now() - waitStart);
        if (!tokenSeen) {
            firstToken = silence;
        } else if (silence.compareTo(maxPause) > 0) {
            maxPause = silence;
        }
        if (token) {
            tokenSeen = true;
            silence = Duration.ZERO;
        }
    }

    /** Time to the first token. */
    synchronized Duration firstToken() {
        return firstToken;
    }

    /** Maximum time between two tokens. */
    synchronized Duration maxPause() {
        return maxPause;
    }

    /** Converts a failure of the attempt to a timeout if this watch caused it. */
    RuntimeException translate(RuntimeException e) {
        Limit hit = exceededLimit(e);
        if (hit == null || outer.cancellation().isCancelled()) {
            return e;
        }
        if (hit == Limit.CALL || outer.deadline().isExpired()) {
            return timeout("the deadline passed before " + provider + " answered", e);
        }
        return hit == Limit.SHARE
                ? timeout(provider + " did not answer within its share of the time, " + rounded(share), e)
                : new AttemptTimeoutException(provider, provider + " " + describe(hit), e);
    }

    /** Formats a share, which is the remaining time divided by the number of routes and rarely a round number. */
    private static String rounded(Duration share) {
        long millis = share.toMillis();
        return LLMException.formatDuration(millis < 1000 ? share : Duration.ofMillis(Math.round(millis / 100.0) * 100));
    }

    private LLMTimeoutException timeout(String message, RuntimeException cause) {
        return new LLMTimeoutException(
                message,
                cause,
                ErrorDetails.builder()
                        .provider(provider)
                        .reason(FailureReason.TIMEOUT)
                        .build());
    }

    /** Returns the limit that ended the attempt, or {@code null} for none. */
    private synchronized @Nullable Limit exceededLimit(RuntimeException e) {
        if (exceeded != null || !(e instanceof LLMTimeoutException)) {
            return exceeded;
        }
        if (!limits.attempt().isZero() && deadline.isExpired()) {
            return Limit.ATTEMPT;
        }
        Deadline shareEnd = limits.share();
        return shareEnd != null && limits.wholeAnswer() && shareEnd.isExpired() ? Limit.SHARE : null;
    }

    private String describe(Limit hit) {
        return switch (hit) {
            case FIRST_TOKEN -> "sent no token for " + LLMException.formatDuration(limits.firstToken());
            case IDLE -> "stalled for " + LLMException.formatDuration(limits.idle()) + " in the middle of its answer";
            default -> "did not finish within " + LLMException.formatDuration(limits.attempt());
        };
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (timer != null) {
                timer.cancel();
            }
        }
        link.close();
    }

    private void check() {
        synchronized (this) {
            timer = null;
            if (closed || !waiting) {
                return;
            }
            long left = limitAt - now();
            if (left > 0) {
                setTimer(Duration.ofNanos(left));
                return;
            }
            exceeded = limit;
        }
        cancellation.cancel();
    }

    private void setTimer(Duration delay) {
        if (timer != null) {
            timer.cancel();
        }
        timerAt = now() + delay.toNanos();
        timer = scheduler.schedule(delay, this::check);
    }

    private long now() {
        return outer.ticker().nanos();
    }
}
