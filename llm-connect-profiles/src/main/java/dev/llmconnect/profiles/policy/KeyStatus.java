package dev.llmconnect.profiles.policy;

/** Status of the keys of a provider with several keys. Immutable and thread-safe. */
public final class KeyStatus {
    private final String provider;
    private final int total;
    private final int resting;

    KeyStatus(String provider, int total, int resting) {
        this.provider = provider;
        this.total = total;
        this.resting = resting;
    }

    /** Returns the name of the provider. */
    public String provider() {
        return provider;
    }

    /** Returns the number of keys. */
    public int total() {
        return total;
    }

    /** Returns the number of keys that are skipped for a while, since the provider rate limited or refused them. */
    public int resting() {
        return resting;
    }

    @Override
    public String toString() {
        return provider + ": " + resting + " of " + total + " resting";
    }
}
