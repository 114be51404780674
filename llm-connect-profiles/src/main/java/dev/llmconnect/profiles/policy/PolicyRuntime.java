package dev.llmconnect.profiles.policy;

import dev.llmconnect.Ticker;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Resources shared by the policies of a process: clock, sleeper, randomness, scheduler, circuit breakers, latencies, and limits
 * per provider. Outlives a reload of profiles, so open circuits stay open. Thread-safe.
 */
public final class PolicyRuntime implements AutoCloseable {
    /**
     * Minimum remaining time for a further attempt, enough to connect (three round trips with TLS): 500 ms. The first attempt is
     * always made.
     */
    public static final Duration MIN_ATTEMPT_TIME = Duration.ofMillis(500);

    private final Ticker ticker;
    private final Sleeper sleeper;
    private final RandomGenerator random;
    private final Scheduler scheduler;
    private final @Nullable ThreadScheduler ownScheduler;
    private final CircuitBreakers breakers;
    private final LatencyTracker latencies;
    private final Map<String, Bulkhead> providerBulkheads = new LinkedHashMap<>();
    /** Those of profiles, for as long as their profiles are used. */
    private final Set<Bulkhead> bulkheads = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private PolicyRuntime(Builder builder) {
        ticker = builder.ticker;
        sleeper = builder.sleeper;
        random = builder.random;
        Scheduler given = builder.scheduler;
        if (given == null) {
            ownScheduler = new ThreadScheduler();
            scheduler = ownScheduler;
        } else {
            ownScheduler = null;
            scheduler = given;
        }
        breakers = new CircuitBreakers(ticker);
        latencies = new LatencyTracker(ticker);
        builder.maxConcurrent.forEach(
                (provider, limit) -> providerBulkheads.put(provider, newBulkhead(provider, BulkheadConfig.of(limit))));
        builder.aliases.forEach((alias, provider) ->
                bulkhead(provider).ifPresent(bulkhead -> providerBulkheads.putIfAbsent(alias, bulkhead)));
    }

    /** The shared runtime of the process, for adapters wrapped manually. Never closed; its thread ends when idle. */
    public static PolicyRuntime shared() {
        return Shared.RUNTIME;
    }

    /** Returns a builder with the system's clock, sleeper and randomness, and its own scheduler thread. */
    public static Builder builder() {
        return new Builder();
    }

    /** Time source of circuits and latencies. */
    public Ticker ticker() {
        return ticker;
    }

    /** Sleeper of waiting calls. */
    public Sleeper sleeper() {
        return sleeper;
    }

    /** Source of randomness for retry delays. */
    public RandomGenerator random() {
        return random;
    }

    /** Scheduler that aborts stalled attempts. */
    public Scheduler scheduler() {
        return scheduler;
    }

    /** Circuit breakers of all providers and models. */
    public CircuitBreakers breakers() {
        return breakers;
    }

    /** Token latencies of successful answers. */
    public LatencyTracker latencies() {
        return latencies;
    }

    /** Creates a bulkhead that {@link #bulkheads()} includes. */
    Bulkhead newBulkhead(String name, BulkheadConfig config) {
        Bulkhead bulkhead = new Bulkhead(name, config, sleeper);
        bulkheads.add(bulkhead);
        return bulkhead;
    }

    /** Bulkheads in use, of profiles and providers. */
    public List<Bulkhead> bulkheads() {
        synchronized (bulkheads) {
            return List.copyOf(bulkheads);
        }
    }

    /** Limit of concurrent calls to a provider, if any. */
    public Optional<Bulkhead> bulkhead(String provider) {
        return Optional.ofNullable(providerBulkheads.get(provider));
    }

    /** Stops the scheduler thread; calls in flight are then limited by their deadlines only. Idempotent. */
    @Override
    public void close() {
        if (ownScheduler != null) {
            ownScheduler.close();
        }
    }

    private static final class Shared {
        static final PolicyRuntime RUNTIME = builder().build();
    }

    /** Builder of a {@link PolicyRuntime}. Not thread-safe. */
    public static final class Builder {
        private Ticker ticker = Ticker.system();
        private Sleeper sleeper = Sleeper.system();
        // Looked up per use, since it belongs to the calling thread.
        private RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
        private @Nullable Scheduler scheduler;
        private final Map<String, Integer> maxConcurrent = new LinkedHashMap<>();
        private final Map<String, String> aliases = new LinkedHashMap<>();

        private Builder() {}

        /** Sets the time source; must be the one of the requests. */
        public Builder ticker(Ticker source) {
            ticker = source;
            return this;
        }

        /** Sets the sleeper. */
        public Builder sleeper(Sleeper value) {
            sleeper = value;
            return this;
        }

        /** Sets the source of randomness; must be thread-safe. */
        public Builder random(RandomGenerator source) {
            random = source;
            return this;
        }

        /** Sets the scheduler; not closed with the runtime. */
        public Builder scheduler(Scheduler value) {
            scheduler = value;
            return this;
        }

        /** Sets the maximum number of concurrent calls to a provider, over all callers. Default: 0, no limit. */
        public Builder maxConcurrent(String provider, int calls) {
            PolicyField.MAX_CONCURRENT.check(calls);
            if (calls > 0) {
                maxConcurrent.put(provider, calls);
            }
            return this;
        }

        /** Adds an alias of a provider, which shares its limit. */
        public Builder alias(String alias, String provider) {
            aliases.put(alias, provider);
            return this;
        }

        /** Creates the runtime. */
        public PolicyRuntime build() {
            return new PolicyRuntime(this);
        }
    }
}
