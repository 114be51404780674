package dev.llmconnect;

import java.time.Duration;

/**
 * Continuation of a call after a failed attempt. Immutable and thread-safe.
 *
 * @see CallObserver#routeChanged
 */
public final class RouteChange {
    /** Kinds of continuation. */
    public enum Kind {
        /** The same route is tried again. */
        RETRY,
        /** The next route is tried. */
        FALLBACK
    }

    private final Kind kind;
    private final String fromProvider;
    private final String fromModel;
    private final String toProvider;
    private final String toModel;
    private final String reason;
    private final Duration elapsed;
    private final Duration delay;

    private RouteChange(Builder builder) {
        kind = builder.kind;
        fromProvider = builder.fromProvider;
        fromModel = builder.fromModel;
        toProvider = builder.toProvider;
        toModel = builder.toModel;
        reason = builder.reason;
        elapsed = builder.elapsed;
        delay = builder.delay;
    }

    /** Returns a builder with empty names and zero durations. */
    public static Builder builder(Kind kind) {
        return new Builder(kind);
    }

    /** Kind of continuation. */
    public Kind kind() {
        return kind;
    }

    /** Provider of the failed attempt. */
    public String fromProvider() {
        return fromProvider;
    }

    /** Model of the failed attempt; empty for the provider's default. */
    public String fromModel() {
        return fromModel;
    }

    /** Provider of the next attempt. */
    public String toProvider() {
        return toProvider;
    }

    /** Model of the next attempt; empty for the provider's default. */
    public String toModel() {
        return toModel;
    }

    /** Reason of the failure, as in {@link Attempt#outcome()}. */
    public String reason() {
        return reason;
    }

    /** Duration of the failed attempt. */
    public Duration elapsed() {
        return elapsed;
    }

    /** Delay before the next attempt. */
    public Duration delay() {
        return delay;
    }

    /** Returns, for example, {@code retry of openai/gpt-4o after 12 ms (rate_limit), in 500 ms}. */
    @Override
    public String toString() {
        String from = name(fromProvider, fromModel);
        String why = " after " + elapsed.toMillis() + " ms (" + reason + ")";
        String wait = delay.isZero() ? "" : ", in " + delay.toMillis() + " ms";
        return kind == Kind.RETRY
                ? "retry of " + from + why + wait
                : "fallback from " + from + " to " + name(toProvider, toModel) + why + wait;
    }

    private static String name(String provider, String model) {
        return model.isEmpty() ? provider : provider + "/" + model;
    }

    /** Builder of a {@link RouteChange}. Not thread-safe. */
    public static final class Builder {
        private final Kind kind;
        private String fromProvider = "";
        private String fromModel = "";
        private String toProvider = "";
        private String toModel = "";
        private String reason = "";
        private Duration elapsed = Duration.ZERO;
        private Duration delay = Duration.ZERO;

        private Builder(Kind kind) {
            this.kind = kind;
        }

        /** Sets the target of the failed attempt. */
        public Builder from(String provider, String model) {
            fromProvider = provider;
            fromModel = model;
            return this;
        }

        /** Sets the target of the next attempt. */
        public Builder to(String provider, String model) {
            toProvider = provider;
            toModel = model;
            return this;
        }

        /** Sets the reason of the failure, as in {@link Attempt#outcome()}. */
        public Builder reason(String outcome) {
            reason = outcome;
            return this;
        }

        /** Sets the duration of the failed attempt. Default: zero. */
        public Builder elapsed(Duration value) {
            elapsed = value;
            return this;
        }

        /** Sets the delay before the next attempt. Default: zero. */
        public Builder delay(Duration value) {
            delay = value;
            return this;
        }

        /** Creates the change. */
        public RouteChange build() {
            return new RouteChange(this);
        }
    }
}
