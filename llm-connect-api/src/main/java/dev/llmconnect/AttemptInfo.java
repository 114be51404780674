package dev.llmconnect;

/** Which attempt of a call an event is about. Immutable and thread-safe. */
public final class AttemptInfo {
    private final int number;
    private final String provider;
    private final String model;

    AttemptInfo(int number, String provider, String model) {
        this.number = number;
        this.provider = provider;
        this.model = model;
    }

    /** The place among the attempts of the call, from 1. */
    public int number() {
        return number;
    }

    /** The provider that is asked. */
    public String provider() {
        return provider;
    }

    /** The model that is asked for; empty where nobody named one and the provider decides. */
    public String model() {
        return model;
    }

    @Override
    public String toString() {
        return "AttemptInfo[" + number + ", " + provider + (model.isEmpty() ? "" : "/" + model) + "]";
    }
}
