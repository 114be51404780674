package dev.llmconnect.server.metrics;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Calls of a server in a recent window and in total. Immutable and thread-safe. */
public final class CallStatistics {
    private final Instant time;
    private final Duration window;
    private final long callsInFlight;
    private final Totals totals;
    private final long calls;
    private final long failures;
    private final long tokens;
    private final Percentiles duration;
    private final Percentiles timeToFirstToken;
    private final Percentiles overhead;
    private final List<Provider> providers;

    CallStatistics(
            Instant time,
            Duration window,
            long callsInFlight,
            Totals totals,
            CallWindow.Sums sums,
            List<Provider> providers) {
        this.time = time;
        this.window = window;
        this.callsInFlight = callsInFlight;
        this.totals = totals;
        this.calls = sums.calls();
        this.failures = sums.failures();
        this.tokens = sums.tokens();
        this.duration = new Percentiles(sums.duration());
        this.timeToFirstToken = new Percentiles(sums.firstToken());
        this.overhead = new Percentiles(sums.overhead());
        this.providers = List.copyOf(providers);
    }

    /** Time of the snapshot. */
    public Instant time() {
        return time;
    }

    /** Length of the window; shorter than requested soon after the start of the server. */
    public Duration window() {
        return window;
    }

    /** Number of running calls. */
    public long callsInFlight() {
        return callsInFlight;
    }

    /** Number of calls that ended in the window. */
    public long calls() {
        return calls;
    }

    /** Number of calls that failed in the window, without cancelled ones. */
    public long failures() {
        return failures;
    }

    /** Input and output tokens of calls that ended in the window. */
    public long tokens() {
        return tokens;
    }

    /** Calls per second in the window. */
    public double callsPerSecond() {
        return perSecond(calls);
    }

    /** Failed calls per second in the window. */
    public double failuresPerSecond() {
        return perSecond(failures);
    }

    /** Tokens per second in the window. */
    public double tokensPerSecond() {
        return perSecond(tokens);
    }

    private double perSecond(long count) {
        double seconds = window.toNanos() / 1e9;
        return seconds <= 0 ? 0 : count / seconds;
    }

    /** Duration of calls that ended in the window. */
    public Percentiles duration() {
        return duration;
    }

    /** Time to first token of streams that ended in the window. */
    public Percentiles timeToFirstToken() {
        return timeToFirstToken;
    }

    /** Overhead of llm-connect in calls that ended in the window. */
    public Percentiles overhead() {
        return overhead;
    }

    /** Providers by name, including those without an attempt in the window. */
    public List<Provider> providers() {
        return providers;
    }

    /** Sums since the start of the server. */
    public Totals totals() {
        return totals;
    }

    /**
     * Sums since the start of the server.
     *
     * @param calls number of ended calls
     * @param failures number of failed calls
     * @param inputTokens input tokens of all attempts
     * @param outputTokens output tokens of all attempts
     * @param costUsd known cost of all attempts in US dollars
     * @param unpricedCalls number of calls with tokens of unknown price
     */
    public record Totals(
            long calls, long failures, long inputTokens, long outputTokens, BigDecimal costUsd, long unpricedCalls) {}

    /** Attempts at one provider. Immutable and thread-safe. */
    public static final class Provider {
        private final String name;
        private final long attempts;
        private final long failures;
        private final Percentiles duration;
        private final @Nullable Failure lastFailure;

        Provider(String name, CallWindow.Sums sums, @Nullable Failure lastFailure) {
            this.name = name;
            this.attempts = sums.calls();
            this.failures = sums.failures();
            this.duration = new Percentiles(sums.duration());
            this.lastFailure = lastFailure;
        }

        /** Name of the provider. */
        public String name() {
            return name;
        }

        /** Number of attempts that ended in the window. */
        public long attempts() {
            return attempts;
        }

        /** Number of attempts that failed in the window, without cancelled ones. */
        public long failures() {
            return failures;
        }

        /** Duration of attempts that ended in the window. */
        public Percentiles duration() {
            return duration;
        }

        /** Latest failed attempt since the start of the server; absent without one. */
        public Optional<Failure> lastFailure() {
            return Optional.ofNullable(lastFailure);
        }
    }

    /**
     * A failed attempt.
     *
     * @param time end of the attempt
     * @param model requested model
     * @param outcome reason, as in {@link dev.llmconnect.Attempt#outcome()}
     * @param status HTTP status of the provider; 0 without one
     */
    public record Failure(Instant time, String model, String outcome, int status) {}
}
