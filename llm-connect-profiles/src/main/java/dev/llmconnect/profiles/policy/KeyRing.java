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
 * Several keys of one provider, or several adapters that each hold one: gives the key whose last rate limit is longest ago, and lets
 * one that was limited rest. Thread-safe.
 *
 * @param <K> what is chosen from; compared by identity
 */
public final class KeyRing<K> {
    /** How long a key rests when the provider does not say: 10 s. */
    public static final Duration DEFAULT_REST = Duration.ofSeconds(10);

    private final String provider;
    private final Ticker ticker;
    /** The one to be taken next first; who is limited goes to the end. */
    private final List<Entry<K>> entries = new ArrayList<>();

    /**
     * All of the keys are rested.
     *
     * @param provider for the message when none is
     * @throws LLMConfigurationException when there is none
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
     * The key to use now.
     *
     * @throws LLMRateLimitException when every key rests; its {@code retryAfter} says until when
     */
    public synchronized K next() {
        long now = ticker.nanos();
        long shortest = Long.MAX_VALUE;
        for (Entry<K> entry : entries) {
            long left = entry.restsUntil - now;
            if (left <= 0) {
                return entry.key;
            }
            shortest = Math.min(shortest, left);
        }
        throw allRest(Duration.ofNanos(shortest));
    }

    /** How many keys can be used now. */
    public synchronized int rested() {
        long now = ticker.nanos();
        return (int)
                entries.stream().filter(entry -> entry.restsUntil - now <= 0).count();
    }

    /** The provider limited this key: it rests, and is then the last to be taken. One that rests for longer already goes on. */
    public synchronized void limited(K key, Duration rest) {
        long until = ticker.nanos() + rest.toNanos();
        for (Entry<K> entry : entries) {
            if (entry.key == key) {
                if (until - entry.restsUntil > 0) {
                    entry.restsUntil = until;
                }
                entries.remove(entry);
                entries.add(entry);
                return;
            }
        }
    }

    private LLMRateLimitException allRest(Duration left) {
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
        long restsUntil;

        Entry(K key, long restsUntil) {
            this.key = key;
            this.restsUntil = restsUntil;
        }
    }
}
