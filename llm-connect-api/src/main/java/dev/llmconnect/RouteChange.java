package dev.llmconnect;

import java.time.Duration;

/**
 * A call goes on after a failed attempt. Immutable and thread-safe.
 *
 * @see CallObserver#routeChanged
 */
public final class RouteChange {
    /** Where a call goes on. */
    public enum Kind {
        /** On the same route. */
        RETRY,
        /** On the next route. */
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

    /** Starts with no names and no times. */
    public static Builder builder(Kind kind) {
        return new Builder(kind);
    }

    /** Whether the same route is asked again, or another one. */
    public Kind kind() {
        return kind;
    }

    /** The provider that failed. */
    public String fromProvider() {
        return fromProvider;
    }

    /** The model that failed; empty for the provider's default. */
    public String fromModel() {
        return fromModel;
    }

    /** The provider that is asked next. */
    public String toProvider() {
        return toProvider;
    }

    /** The model that is asked next; empty for the provider's default. */
    public String toModel() {
        return toModel;
    }

    /** Why the attempt failed, as in {@link Attempt#outcome()}. */
    public String reason() {
        return reason;
    }

    /** How long the failed attempt took. */
    public Duration elapsed() {
        return elapsed;
    }

    /** How long the call waits before the next attempt. */
    public Duration delay() {
        return delay;
    }

    /** For example {@code retry of openai/gpt-4o after 12 ms (rate_limit), in 500 ms}. */
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

    /** Sets what is known of a change. Not thread-safe. */
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

        /** Whose attempt failed. */
        public Builder from(String provider, String model) {
            fromProvider = provider;
            fromModel = model;
            return this;
        }

        /** Who is asked next. */
        public Builder to(String provider, String model) {
            toProvider = provider;
            toModel = model;
            return this;
        }

        /** Why the attempt failed. */
        public Builder reason(String outcome) {
            reason = outcome;
            return this;
        }

        /** How long the failed attempt took. */
        public Builder elapsed(Duration time) {
            elapsed = time;
            return this;
        }

        /** How long the call waits before the next attempt; not at all by default. */
        public Builder delay(Duration time) {
            delay = time;
            return this;
        }

        /** The change. */
        public RouteChange build() {
            return new RouteChange(this);
        }
    }
}
