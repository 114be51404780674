package dev.llmconnect;

import java.time.Duration;

/** Identifies an attempt in observer events. Immutable and thread-safe. */
public final class AttemptInfo {
    private final int number;
    private final String provider;
    private final String model;
    private final Duration startedAfter;
    private final long spanId;

    AttemptInfo(int number, String provider, String model, Duration startedAfter, long spanId) {
        this.number = number;
        this.provider = provider;
        this.model = model;
        this.startedAfter = startedAfter;
        this.spanId = spanId;
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

    /** Time from the start of the call to the start of this attempt. */
    public Duration startedAfter() {
        return startedAfter;
    }

    /** Span id of the attempt in a distributed trace, 16 hexadecimal digits. */
    public String spanId() {
        return TraceContext.hex(spanId);
    }

    @Override
    public String toString() {
        return "AttemptInfo[" + number + ", " + provider + (model.isEmpty() ? "" : "/" + model) + "]";
    }
}
