package dev.llmconnect.profiles.policy;

import dev.llmconnect.Cancellation;
import dev.llmconnect.Deadline;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMCall;
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
        FIRST_TOKEN,
        IDLE
    }

    private final String provider;
    private final AttemptTimeoutConfig limits;
    private final LLMCall outer;
    private final Deadline deadline;
    private final Cancellation cancellation = new Cancellation();
    private final Cancellation.Registration link;
    private final AlarmClock alarms;

    private boolean closed;
    private boolean waiting;
    private boolean spoke;
    private long beganWaiting;
    private long limitAt;
    /** How much of the time until the first event is used up. */
    private Duration waited = Duration.ZERO;

    private Limit limit = Limit.CALL;
    private @Nullable Limit verdict;
    private AlarmClock.@Nullable Alarm alarm;
    private long alarmAt;

    AttemptWatch(String provider, AttemptTimeoutConfig limits, LLMCall outer, AlarmClock alarms) {
        this.provider = provider;
        this.limits = limits;
        this.outer = outer;
        this.alarms = alarms;
        deadline = limits.attempt().isZero()
                ? outer.deadline()
                : outer.deadline().earlier(Deadline.after(limits.attempt(), outer.ticker()));
        link = outer.cancellation().onCancel(cancellation::cancel);
    }

    /** Makes a copy of the call what the attempt is to be made with: its own cancellation, and a nearer deadline. */
    <B extends LLMCall.Builder<B>> B narrow(B copy) {
        return copy.cancellation(cancellation).deadline(deadline);
    }

    synchronized void waitBegins() {
        waiting = true;
        beganWaiting = now();
        Duration left = deadline.remaining();
        limit = limits.attempt().isZero() ? Limit.CALL : Limit.ATTEMPT;
        Duration allowed = spoke ? limits.idle() : limits.firstToken();
        Duration silence = spoke ? allowed : allowed.minus(waited);
        if (!allowed.isZero() && silence.compareTo(left) < 0) {
            left = silence;
            limit = spoke ? Limit.IDLE : Limit.FIRST_TOKEN;
        }
        limitAt = beganWaiting + left.toNanos();
        if (alarm == null || alarmAt - limitAt > 0) {
            setAlarm(left);
        }
    }

    synchronized void waitEnds(boolean event) {
        waiting = false;
        if (event) {
            spoke = true;
        } else if (!spoke) {
            waited = waited.plusNanos(now() - beganWaiting);
        }
    }

    /** What a failure of the attempt is for the call: a timeout if it was this watch that ended it. */
    RuntimeException explained(RuntimeException e) {
        Limit reached = verdict(e);
        if (reached == null || outer.cancellation().isCancelled()) {
            return e;
        }
        if (reached != Limit.CALL && !outer.deadline().expired()) {
            return new SilentRouteException(provider, provider + " " + told(reached), e);
        }
        return new LLMTimeoutException(
                "the deadline passed before " + provider + " had answered",
                e,
                ErrorDetails.builder()
                        .provider(provider)
                        .reason(FailureReason.TIMEOUT)
                        .build());
    }

    /** The limit that ended the attempt, whoever noticed it first; {@code null} for none. */
    private synchronized @Nullable Limit verdict(RuntimeException e) {
        boolean adapterNoticed =
                e instanceof LLMTimeoutException && !limits.attempt().isZero() && deadline.expired();
        return verdict == null && adapterNoticed ? Limit.ATTEMPT : verdict;
    }

    private String told(Limit reached) {
        return switch (reached) {
            case FIRST_TOKEN -> "said nothing for " + shown(limits.firstToken());
            case IDLE -> "fell silent for " + shown(limits.idle()) + " in the middle of its answer";
            default -> "did not finish within " + shown(limits.attempt());
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

    private static String shown(Duration limit) {
        return limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
    }
}
