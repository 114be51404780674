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
 * Watches one attempt while it waits for its provider, and cancels it when that takes too long. One alarm is set for the whole
 * attempt and set again when it comes too early, so that an event costs no more than noting the time.
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
    private final AlarmClock alarms;

    private boolean closed;
    private boolean waiting;
    private boolean spoke;
    private long beganWaiting;
    private long limitAt;
    /** How long the provider has been silent since its last token. */
    private Duration silence = Duration.ZERO;

    private Duration firstToken = Duration.ZERO;
    private Duration maxPause = Duration.ZERO;
    private Limit limit = Limit.CALL;
    private @Nullable Limit verdict;
    private AlarmClock.@Nullable Alarm alarm;
    private long alarmAt;

    AttemptWatch(String provider, AttemptLimits limits, LLMCall outer, AlarmClock alarms) {
        this.provider = provider;
        this.limits = limits;
        this.outer = outer;
        this.alarms = alarms;
        deadline = limits.attempt().isZero()
                ? outer.deadline()
                : outer.deadline().earlier(Deadline.after(limits.attempt(), outer.ticker()));
        share = limits.share() == null ? Duration.ZERO : limits.share().remaining();
        link = outer.cancellation().onCancel(cancellation::cancel);
    }

    /** Makes a copy of the call what the attempt is to be made with: its own cancellation, and a nearer deadline. */
    <B extends LLMCall.Builder<B>> B narrow(B copy) {
        copy.cancellation(cancellation).deadline(deadline);
        return limits.share() != null && limits.wholeAnswer() ? copy.deadline(limits.share()) : copy;
    }

    synchronized void waitBegins() {
        waiting = true;
        beganWaiting = now();
        Duration left = deadline.remaining();
        limit = limits.attempt().isZero() ? Limit.CALL : Limit.ATTEMPT;
        Deadline part = limits.share();
        if (part != null && (limits.wholeAnswer() || !spoke) && part.remaining().compareTo(left) < 0) {
            left = part.remaining();
            limit = Limit.SHARE;
        }
        Duration allowed = spoke ? limits.idle() : limits.firstToken();
        Duration rest = allowed.minus(silence);
        if (!allowed.isZero() && rest.compareTo(left) < 0) {
            left = rest.isNegative() ? Duration.ZERO : rest;
            limit = spoke ? Limit.IDLE : Limit.FIRST_TOKEN;
        }
        limitAt = beganWaiting + left.toNanos();
        if (alarm == null || alarmAt - limitAt > 0) {
            setAlarm(left);
        }
    }

    /**
     * Something has come, or the stream has ended.
     *
     * @param token whether it is a sign of life of the model
     */
    synchronized void waitEnds(boolean token) {
        waiting = false;
        silence = silence.plusNanos(now() - beganWaiting);
        if (!spoke) {
            firstToken = silence;
        } else if (silence.compareTo(maxPause) > 0) {
            maxPause = silence;
        }
        if (token) {
            spoke = true;
            silence = Duration.ZERO;
        }
    }

    /** How long the model was silent before its first token. */
    synchronized Duration firstToken() {
        return firstToken;
    }

    /** How long the model was silent at most after its first token. */
    synchronized Duration maxPause() {
        return maxPause;
    }

    /** What a failure of the attempt is for the call: a timeout if it was this watch that ended it. */
    RuntimeException explained(RuntimeException e) {
        Limit reached = verdict(e);
        if (reached == null || outer.cancellation().isCancelled()) {
            return e;
        }
        if (reached == Limit.CALL || outer.deadline().isExpired()) {
            return timeout("the deadline passed before " + provider + " had answered", e);
        }
        return reached == Limit.SHARE
                ? timeout(provider + " did not answer within its share of the time, " + rounded(share), e)
                : new SilentRouteException(provider, provider + " " + told(reached), e);
    }

    /** A share is what is left of a deadline by the number of routes, so it is hardly ever a round number. */
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

    /** The limit that ended the attempt, whoever noticed it first; {@code null} for none. */
    private synchronized @Nullable Limit verdict(RuntimeException e) {
        if (verdict != null || !(e instanceof LLMTimeoutException)) {
            return verdict;
        }
        if (!limits.attempt().isZero() && deadline.isExpired()) {
            return Limit.ATTEMPT;
        }
        Deadline part = limits.share();
        return part != null && limits.wholeAnswer() && part.isExpired() ? Limit.SHARE : null;
    }

    private String told(Limit reached) {
        return switch (reached) {
            case FIRST_TOKEN -> "said nothing for " + LLMException.formatDuration(limits.firstToken());
            case IDLE -> "fell silent for " + LLMException.formatDuration(limits.idle()) + " in the middle of its answer";
            default -> "did not finish within " + LLMException.formatDuration(limits.attempt());
        };
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (alarm != null) {
                alarm.cancel();
            }
        }
        link.close();
    }

    private void check() {
        synchronized (this) {
            alarm = null;
            if (closed || !waiting) {
                return;
            }
            long left = limitAt - now();
            if (left > 0) {
                setAlarm(Duration.ofNanos(left));
                return;
            }
            verdict = limit;
        }
        cancellation.cancel();
    }

    private void setAlarm(Duration delay) {
        if (alarm != null) {
            alarm.cancel();
        }
        alarmAt = now() + delay.toNanos();
        alarm = alarms.after(delay, this::check);
    }

    private long now() {
        return outer.ticker().nanos();
    }
}
