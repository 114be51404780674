package dev.llmconnect;

/** Identifies an attempt in observer events. Immutable and thread-safe. */
public final class AttemptInfo {
    private final int number;
    private final String provider;
    private final String model;

    AttemptInfo(int number, String provider, String model) {
        this.number = number;
        this.provider = provider;
        this.model = model;
    }

    /** Number of the attempt within its call, starting at 1. */
    public int number() {
        return number;
    }

    /** Name of the provider. */
    public String provider() {
        return provider;
    }

    /** Requested model; empty if the provider selects its default. */
    public String model() {
        return model;
    }

    @Override
    public String toString() {
        return "AttemptInfo[" + number + ", " + provider + (model.isEmpty() ? "" : "/" + model) + "]";
    }
}
