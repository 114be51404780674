package dev.llmconnect.profiles.policy;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Rotates several keys of one provider, or adapters that each hold one: selects the key whose last rate limit is oldest, and
 * skips keys until their delay has passed. Thread-safe.
 *
 * @param <K> type of the keys; compared by identity
 */
public final class KeyRing<K> {
    /** Delay of a rate-limited key without {@code Retry-After}: 10 s. */
    public static final Duration DEFAULT_DELAY = Duration.ofSeconds(10);

    private final String provider;
    private final Ticker ticker;
    /** Keys in order of selection; a rate-limited key moves to the end. */
    private final List<Entry<K>> entries = new ArrayList<>();

    /**
     * Creates a ring with all keys available.
     *
     * @param provider name of the provider, for messages
     * @throws LLMConfigurationException if there are no keys
     */
    public KeyRing(String provider, List<K> keys, Ticker ticker) {
        if (keys.isEmpty()) {
            throw new LLMConfigurationException("no API key for " + provider);
        }
        this.provider = provider;
        this.ticker = ticker;
        keys.forEach(key -> entries.add(new Entry<>(key, ticker.nanos())));
    }

    /**
     * Returns the key to use.
     *
     * @throws LLMRateLimitException if no key is available; its {@code retryAfter} is the shortest remaining delay
     */
    public synchronized K next() {
        long now = ticker.nanos();
        long shortest = Long.MAX_VALUE;
        for (Entry<K> entry : entries) {
            long left = entry.unavailableUntil - now;
            if (left <= 0) {
                return entry.key;
            }
            shortest = Math.min(shortest, left);
        }
        throw noneAvailable(Duration.ofNanos(shortest));
    }

    /** Number of keys. */
    public synchronized int size() {
        return entries.size();
    }

    /** Number of available keys. */
    public synchronized int available() {
        long now = ticker.nanos();
        return (int) entries.stream()
                .filter(entry -> entry.unavailableUntil - now <= 0)
                .count();
    }

    /** Records a rate limit: the key is skipped for the delay and moves to the end. A longer delay in progress is kept. */
    public synchronized void rateLimited(K key, Duration delay) {
        long until = ticker.nanos() + delay.toNanos();
        for (Entry<K> entry : entries) {
            if (entry.key == key) {
                if (until - entry.unavailableUntil > 0) {
                    entry.unavailableUntil = until;
                }
                entries.remove(entry);
                entries.add(entry);
                return;
            }
        }
    }

    private LLMRateLimitException noneAvailable(Duration left) {
        return new LLMRateLimitException(
                "all " + entries.size() + " keys of " + provider + " are rate limited for another "
                        + LLMException.wholeSeconds(left) + " s",
                null,
                ErrorDetails.builder()
                        .provider(provider)
                        .reason(FailureReason.RATE_LIMIT)
                        .retryAfter(left)
                        .build());
    }

    private static final class Entry<K> {
        final K key;
        long unavailableUntil;

        Entry(K key, long unavailableUntil) {
            this.key = key;
            this.unavailableUntil = unavailableUntil;
        }
    }
}
