package dev.llmconnect.profiles.policy;

import dev.llmconnect.Ticker;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What the policies of a process share: time, randomness, the thread that notices silence, the circuit breakers, the latencies of
 * models, and the limits that hold for a provider whoever asks it. Thread-safe. Outlives a reload of profiles, so that an open circuit
 * stays open.
 */
public final class PolicyRuntime implements AutoCloseable {
    /**
     * No further attempt is begun with less time than this left, since it could hardly connect (three round trips with TLS): 500 ms.
     * The first one always is.
     */
    public static final Duration MIN_ATTEMPT_TIME = Duration.ofMillis(500);

    private final Ticker ticker;
    private final Sleeper sleeper;
    private final RandomGenerator random;
    private final AlarmClock alarms;
    private final @Nullable ThreadAlarmClock ownAlarms;
    private final CircuitBreakers breakers;
    private final LatencyTracker latencies;
    private final Map<String, Bulkhead> providerBulkheads = new LinkedHashMap<>();

    private PolicyRuntime(Builder builder) {
        ticker = builder.ticker;
        sleeper = builder.sleeper;
        random = builder.random;
        AlarmClock given = builder.alarms;
        if (given == null) {
            ownAlarms = new ThreadAlarmClock();
            alarms = ownAlarms;
        } else {
            ownAlarms = null;
            alarms = given;
        }
        breakers = new CircuitBreakers(ticker);
        latencies = new LatencyTracker(ticker);
        builder.maxConcurrent.forEach((provider, limit) ->
                providerBulkheads.put(provider, new Bulkhead(provider, BulkheadConfig.of(limit), sleeper)));
        builder.aliases.forEach((alias, provider) ->
                bulkhead(provider).ifPresent(bulkhead -> providerBulkheads.putIfAbsent(alias, bulkhead)));
    }

    /** The one of the process, for adapters that are wrapped by hand. Never closed; its thread ends by itself when idle. */
    public static PolicyRuntime shared() {
        return Shared.RUNTIME;
    }

    /** Starts with the system's time, sleep and randomness and a thread of its own for alarms. */
    public static Builder builder() {
        return new Builder();
    }

    /** The time by which circuits and latencies go. */
    public Ticker ticker() {
        return ticker;
    }

    /** How a call waits. */
    public Sleeper sleeper() {
        return sleeper;
    }

    /** What draws the pauses between attempts. */
    public RandomGenerator random() {
        return random;
    }

    /** What ends an attempt that is silent for too long. */
    public AlarmClock alarms() {
        return alarms;
    }

    /** The circuits of all providers and models. */
    public CircuitBreakers breakers() {
        return breakers;
    }

    /** How long the models are silent in answers that succeed. */
    public LatencyTracker latencies() {
        return latencies;
    }

    /** The limit of calls to a provider, where there is one. */
    public Optional<Bulkhead> bulkhead(String provider) {
        return Optional.ofNullable(providerBulkheads.get(provider));
    }

    /** Ends the thread for alarms. Idempotent. Calls in flight are from then on limited by their deadline only. */
    @Override
    public void close() {
        if (ownAlarms != null) {
            ownAlarms.close();
        }
    }

    private static final class Shared {
        static final PolicyRuntime RUNTIME = builder().build();
    }

    /** Sets what a test or an operator wants otherwise. Not thread-safe. */
    public static final class Builder {
        private Ticker ticker = Ticker.system();
        private Sleeper sleeper = Sleeper.system();
        // Looked up at each use: it belongs to the thread that draws.
        private RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
        private @Nullable AlarmClock alarms;
        private final Map<String, Integer> maxConcurrent = new LinkedHashMap<>();
        private final Map<String, String> aliases = new LinkedHashMap<>();

        private Builder() {}

        /** The source of time; must be the one of the requests. */
        public Builder ticker(Ticker source) {
            ticker = source;
            return this;
        }

        /** How a call waits. */
        public Builder sleeper(Sleeper waiting) {
            sleeper = waiting;
            return this;
        }

        /** What draws the pauses; thread-safe. */
        public Builder random(RandomGenerator source) {
            random = source;
            return this;
        }

        /** What runs alarms; not closed with the runtime. */
        public Builder alarms(AlarmClock clock) {
            alarms = clock;
            return this;
        }

        /** How many calls a provider may have at once, whoever makes them; 0 for no limit, the default. */
        public Builder maxConcurrent(String provider, int calls) {
            PolicyField.MAX_CONCURRENT.check(calls);
            if (calls > 0) {
                maxConcurrent.put(provider, calls);
            }
            return this;
        }

        /** Another name by which a provider may be asked: its limit is the same. */
        public Builder alias(String alias, String provider) {
            aliases.put(alias, provider);
            return this;
        }

        /** The runtime. */
        public PolicyRuntime build() {
            return new PolicyRuntime(this);
        }
    }
}
