package dev.llmconnect.ledger;

import dev.llmconnect.Ticker;
import dev.llmconnect.ledger.callers.CallerLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Holds callers to their limits, in this process. Thread-safe. */
final class CallLimiter {
    private static final int MAX_CALLERS = 100_000;

    private final Ticker ticker;
    private final Map<String, State> states = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, State> eldest) {
            return size() > MAX_CALLERS && eldest.getValue().running == 0;
        }
    };

    CallLimiter(Ticker ticker) {
        this.ticker = ticker;
    }

    /**
     * Lets a call begin.
     *
     * @param tokens how many it will likely need
     * @return to be told when it has ended
     * @throws CallRefusedException when a limit is reached
     */
    Permit begin(String caller, CallerLimits limits, long tokens) {
        if (limits == CallerLimits.NONE) {
            return Permit.UNLIMITED;
        }
        long now = ticker.nanos();
        synchronized (states) {
            State state = states.computeIfAbsent(caller, name -> new State());
            if (limits.concurrency().isPresent()
                    && state.running >= limits.concurrency().getAsLong()) {
                throw CallRefusedException.rateLimited(
                        caller + " has " + state.running + " calls at once already, which is its limit",
                        Duration.ofSeconds(1));
            }
            check(caller, "calls", state.requests, now, 1, limits.requestsPerMinute());
            check(caller, "tokens", state.tokens, now, tokens, limits.tokensPerMinute());
            state.requests.add(now, 1);
            state.tokens.add(now, tokens);
            state.running++;
            return new Permit(this, state, now, tokens);
        }
    }

    /** A call that is larger than the whole limit is let through when nothing else was in its minute, else it could never be made. */
    private static void check(
            String caller, String what, SlidingMinute used, long now, long amount, OptionalLong limit) {
        if (limit.isEmpty()) {
            return;
        }
        long most = limit.getAsLong();
        long sum = used.sum(now);
        if (sum > 0 && sum + amount > most) {
            throw CallRefusedException.rateLimited(
                    caller + " has reached its limit of " + most + " " + what + " per minute",
                    Duration.ofSeconds(used.secondsUntilFits(now, Math.min(amount, most), most)));
        }
    }

    /** What a caller has left; empty for one without such limits. */
    List<LimitStatus> status(String caller, CallerLimits limits) {
        if (limits.requestsPerMinute().isEmpty() && limits.tokensPerMinute().isEmpty()) {
            return List.of();
        }
        long now = ticker.nanos();
        List<LimitStatus> all = new ArrayList<>(2);
        synchronized (states) {
            State state = states.getOrDefault(caller, new State());
            limits.requestsPerMinute()
                    .ifPresent(most -> all.add(status(LimitStatus.Kind.REQUESTS, most, state.requests, now)));
            limits.tokensPerMinute()
                    .ifPresent(most -> all.add(status(LimitStatus.Kind.TOKENS, most, state.tokens, now)));
        }
        return all;
    }

    private static LimitStatus status(LimitStatus.Kind kind, long most, SlidingMinute used, long now) {
        return new LimitStatus(
                kind, most, Math.max(0, most - used.sum(now)), Duration.ofSeconds(used.secondsUntilEmpty(now)));
    }

    private void ended(State state, long began, long expected, long used) {
        synchronized (states) {
            state.running--;
            // Booked where the estimate was: it is the same call.
            state.tokens.add(
                    Math.max(began, ticker.nanos() - Duration.ofSeconds(59).toNanos()), used - expected);
        }
    }

    private void refused(State state, long began, long expected) {
        synchronized (states) {
            state.running--;
            state.requests.add(began, -1);
            state.tokens.add(began, -expected);
        }
    }

    private static final class State {
        final SlidingMinute requests = new SlidingMinute();
        final SlidingMinute tokens = new SlidingMinute();
        long running;
    }

    /** A call that runs. */
    static final class Permit {
        static final Permit UNLIMITED = new Permit(null, null, 0, 0);

        private final @Nullable CallLimiter limiter;
        private final @Nullable State state;
        private final long began;
        private final long expected;
        private @Nullable Permit other;

        private Permit(@Nullable CallLimiter limiter, @Nullable State state, long began, long expected) {
            this.limiter = limiter;
            this.state = state;
            this.began = began;
            this.expected = expected;
        }

        /** This and another one, which ends with it. */
        Permit and(Permit more) {
            if (this == UNLIMITED) {
                return more;
            }
            if (more != UNLIMITED) {
                other = more;
            }
            return this;
        }

        /** The call was not made after all, so it does not count. In place of {@link #end}. */
        void refused() {
            if (limiter != null && state != null) {
                limiter.refused(state, began, expected);
            }
        }

        /** Ends it; to be called once. */
        void end(long tokens) {
            if (other != null) {
                other.end(tokens);
            }
            if (limiter != null && state != null) {
                limiter.ended(state, began, expected, tokens);
            }
        }
    }
}
