package dev.llmconnect.profiles.policy;

import dev.llmconnect.Ticker;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Derives token timeouts from the latencies of successful answers, per model: {@value #MULTIPLE} times the 99th percentile of the
 * last {@value #MAX_ANSWERS} answers, between {@link #MIN_LIMIT} and {@link #MAX_LIMIT}. {@link #MAX_LIMIT} while fewer than
 * {@value #MIN_ANSWERS} answers are known, or if the last one is older than {@link #MAX_AGE}. Bounded and thread-safe.
 */
public final class LatencyTracker {
    /** Maximum number of models: {@value}. Beyond it, the model with the oldest answer is evicted. */
    public static final int MAX_MODELS = 1000;
    /** Minimum number of answers from which a limit is derived: {@value}. */
    public static final int MIN_ANSWERS = 20;
    /** Maximum number of answers kept per model: {@value}. */
    public static final int MAX_ANSWERS = 100;
    /** Minimum limit: 10 s. */
    public static final Duration MIN_LIMIT = Duration.ofSeconds(10);
    /** Maximum limit, and the limit of unknown models: 60 s. */
    public static final Duration MAX_LIMIT = Duration.ofSeconds(60);
    /** Age of the last answer after which a model counts as unknown: 1 h. */
    public static final Duration MAX_AGE = Duration.ofHours(1);

    private static final int MULTIPLE = 3;
    private static final double QUANTILE = 0.99;

    private final Ticker ticker;
    private final Map<Circuit, Latencies> models = new ConcurrentHashMap<>();

    /** Creates an empty tracker. */
    public LatencyTracker(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Maximum time to the first token. */
    public Duration firstTokenLimit(Circuit model) {
        Latencies latencies = models.get(model);
        return latencies == null ? MAX_LIMIT : latencies.firstTokenLimit(ticker.nanos());
    }

    /** Maximum time between two tokens. */
    public Duration idleLimit(Circuit model) {
        Latencies latencies = models.get(model);
        return latencies == null ? MAX_LIMIT : latencies.idleLimit(ticker.nanos());
    }

    /** Whether the model refused streaming and has not been sent a streaming request since. */
    boolean refusesStreaming(Circuit model) {
        Latencies latencies = models.get(model);
        return latencies != null && latencies.refusesStreaming(ticker.nanos());
    }

    /**
     * Records a complete streaming answer.
     *
     * @param firstToken time to the first token
     * @param maxPause maximum time between two tokens
     */
    void succeeded(Circuit model, Duration firstToken, Duration maxPause) {
        remembered(model).add(firstToken, maxPause, ticker.nanos());
    }

    /** Records that the model answers but refuses streaming. */
    void refusedStreaming(Circuit model) {
        remembered(model).refusedStreaming(ticker.nanos());
    }

    private Latencies remembered(Circuit model) {
        if (models.size() >= MAX_MODELS && !models.containsKey(model)) {
            long now = ticker.nanos();
            models.entrySet().stream()
                    .max((one, other) -> Long.compare(
                            one.getValue().age(now), other.getValue().age(now)))
                    .ifPresent(oldest -> models.remove(oldest.getKey(), oldest.getValue()));
        }
        return models.computeIfAbsent(model, key -> new Latencies());
    }

    private static final class Latencies {
        private final long[] firstTokens = new long[MAX_ANSWERS];
        private final long[] pauses = new long[MAX_ANSWERS];
        private int count;
        private int next;
        private long lastNanos;
        private boolean refusesStreaming;
        private Duration firstTokenLimit = MAX_LIMIT;
        private Duration idleLimit = MAX_LIMIT;

        synchronized void add(Duration firstToken, Duration maxPause, long now) {
            forgetOld(now);
            firstTokens[next] = firstToken.toNanos();
            pauses[next] = maxPause.toNanos();
            next = (next + 1) % MAX_ANSWERS;
            count = Math.min(count + 1, MAX_ANSWERS);
            lastNanos = now;
            refusesStreaming = false;
            if (count >= MIN_ANSWERS) {
                firstTokenLimit = limit(firstTokens);
                idleLimit = limit(pauses);
            }
        }

        synchronized void refusedStreaming(long now) {
            refusesStreaming = true;
            lastNanos = now;
        }

        synchronized Duration firstTokenLimit(long now) {
            forgetOld(now);
            return firstTokenLimit;
        }

        synchronized Duration idleLimit(long now) {
            forgetOld(now);
            return idleLimit;
        }

        synchronized boolean refusesStreaming(long now) {
            forgetOld(now);
            return refusesStreaming;
        }

        synchronized long age(long now) {
            return now - lastNanos;
        }

        private void forgetOld(long now) {
            if (age(now) > MAX_AGE.toNanos()) {
                count = 0;
                next = 0;
                refusesStreaming = false;
                firstTokenLimit = MAX_LIMIT;
                idleLimit = MAX_LIMIT;
            }
        }

        private long longest(long[] silences) {
            long longest = 0;
            for (int i = 0; i < count; i++) {
                longest = Math.max(longest, silences[i]);
            }
            return longest;
        }

        private Duration limit(long[] silences) {
            if (longest(silences) <= MIN_LIMIT.toNanos() / MULTIPLE) {
                return MIN_LIMIT;
            }
            long[] sorted = Arrays.copyOf(silences, count);
            Arrays.sort(sorted);
            long high = sorted[(int) Math.ceil(QUANTILE * count) - 1];
            Duration limit = Duration.ofNanos(high).multipliedBy(MULTIPLE);
            if (limit.compareTo(MIN_LIMIT) < 0) {
                return MIN_LIMIT;
            }
            return limit.compareTo(MAX_LIMIT) > 0 ? MAX_LIMIT : limit;
        }
    }
}
