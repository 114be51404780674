package dev.llmconnect.server;

import dev.llmconnect.server.internal.http.CallThreads;
import java.time.Duration;

/**
 * What an {@link LLMServer} allows itself and its clients. Every limit has a name, a default and an answer to whoever passes it.
 * Immutable.
 */
public final class ServerLimits {
    private static final ServerLimits DEFAULTS = builder().build();

    private final int maxBodyBytes;
    private final long maxBufferedBytes;
    private final int maxHeaderBytes;
    private final int maxHeaders;
    private final int maxUrlBytes;
    private final int maxPipelinedBytes;
    private final int maxConnections;
    private final int maxConcurrentCalls;
    private final Duration headerReadTime;
    private final Duration bodyReadTime;
    private final Duration idleTime;
    private final Duration stallTime;
    private final Duration drainTime;
    private final Duration pingInterval;
    private final Duration longestCall;

    private ServerLimits(Builder builder) {
        maxBodyBytes = builder.maxBodyBytes;
        maxBufferedBytes = builder.maxBufferedBytes;
        maxHeaderBytes = builder.maxHeaderBytes;
        maxHeaders = builder.maxHeaders;
        maxUrlBytes = builder.maxUrlBytes;
        maxPipelinedBytes = builder.maxPipelinedBytes;
        maxConnections = builder.maxConnections;
        maxConcurrentCalls = builder.maxConcurrentCalls;
        headerReadTime = builder.headerReadTime;
        bodyReadTime = builder.bodyReadTime;
        idleTime = builder.idleTime;
        stallTime = builder.stallTime;
        drainTime = builder.drainTime;
        pingInterval = builder.pingInterval;
        longestCall = builder.longestCall;
    }

    /** Every limit at its default. */
    public static ServerLimits defaults() {
        return DEFAULTS;
    }

    /** Starts with every limit at its default. */
    public static Builder builder() {
        return new Builder();
    }

    /** The largest body of a request, in bytes; 10 MiB by default. More is {@code 413}. */
    public int maxBodyBytes() {
        return maxBodyBytes;
    }

    /** The bodies of all requests that are being read or answered together, in bytes; a quarter of the heap by default. More is {@code 503}. */
    public long maxBufferedBytes() {
        return maxBufferedBytes;
    }

    /** All headers of a request together, in bytes; 32 KiB by default. More is {@code 431}. */
    public int maxHeaderBytes() {
        return maxHeaderBytes;
    }

    /** The number of headers of a request; 100 by default. More is {@code 431}. */
    public int maxHeaders() {
        return maxHeaders;
    }

    /** The request line with method and version, in bytes; 8 KiB by default. More is {@code 414}. */
    public int maxUrlBytes() {
        return maxUrlBytes;
    }

    /** What is read of further requests while one is being answered, in bytes; 64 KiB by default. Beyond it the connection is not read until the answer has gone out. */
    public int maxPipelinedBytes() {
        return maxPipelinedBytes;
    }

    /** Open connections; 20,000 by default. A further one is told {@code 503} and closed. */
    public int maxConnections() {
        return maxConnections;
    }

    /** Calls that run at once; 10,000 by default where the JVM has virtual threads (Java 21 and later), else 512, each of which is a thread. A further one is {@code 503}. */
    public int maxConcurrentCalls() {
        return maxConcurrentCalls;
    }

    /** From the first byte of a request to the end of its headers; 10 seconds by default. Longer is {@code 408}. */
    public Duration headerReadTime() {
        return headerReadTime;
    }

    /** From the end of the headers to the end of the body; 60 seconds by default. Longer is {@code 408}. */
    public Duration bodyReadTime() {
        return bodyReadTime;
    }

    /** How long a connection may wait for the first byte of a request; 75 seconds by default. Then it is closed. */
    public Duration idleTime() {
        return idleTime;
    }

    /** How long a client may take in nothing of its answer; 60 seconds by default. Then the connection is closed and the call cancelled. */
    public Duration stallTime() {
        return stallTime;
    }

    /** How long running calls may go on when the server closes; 30 seconds by default. Then they are cancelled. */
    public Duration drainTime() {
        return drainTime;
    }

    /** How often a stream with nothing to say gets a comment line, so that nobody on the way takes it for dead; 15 seconds by default. */
    public Duration pingInterval() {
        return pingInterval;
    }

    /** When a call ends whose request names no {@code timeout_seconds}, should its adapter overrun every time of its own; 24 hours by default, since a profile behind the adapter may allow as much. */
    public Duration longestCall() {
        return longestCall;
    }

    /** A builder that starts with these limits. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.maxBodyBytes = maxBodyBytes;
        builder.maxBufferedBytes = maxBufferedBytes;
        builder.maxHeaderBytes = maxHeaderBytes;
        builder.maxHeaders = maxHeaders;
        builder.maxUrlBytes = maxUrlBytes;
        builder.maxPipelinedBytes = maxPipelinedBytes;
        builder.maxConnections = maxConnections;
        builder.maxConcurrentCalls = maxConcurrentCalls;
        builder.headerReadTime = headerReadTime;
        builder.bodyReadTime = bodyReadTime;
        builder.idleTime = idleTime;
        builder.stallTime = stallTime;
        builder.drainTime = drainTime;
        builder.pingInterval = pingInterval;
        builder.longestCall = longestCall;
        return builder;
    }

    /** Sets limits; each method refuses what is not positive with an {@link IllegalArgumentException}. Not thread-safe. */
    public static final class Builder {
        private int maxBodyBytes = 10 << 20;
        private long maxBufferedBytes = Runtime.getRuntime().maxMemory() / 4;
        private int maxHeaderBytes = 32 << 10;
        private int maxHeaders = 100;
        private int maxUrlBytes = 8 << 10;
        private int maxPipelinedBytes = 64 << 10;
        private int maxConnections = 20_000;
        private int maxConcurrentCalls = CallThreads.virtual() ? 10_000 : 512;
        private Duration headerReadTime = Duration.ofSeconds(10);
        private Duration bodyReadTime = Duration.ofSeconds(60);
        private Duration idleTime = Duration.ofSeconds(75);
        private Duration stallTime = Duration.ofSeconds(60);
        private Duration drainTime = Duration.ofSeconds(30);
        private Duration pingInterval = Duration.ofSeconds(15);
        private Duration longestCall = Duration.ofDays(1);

        private Builder() {}

        /** Replaces {@link ServerLimits#maxBodyBytes()}. */
        public Builder maxBodyBytes(int value) {
            maxBodyBytes = positive("maxBodyBytes", value);
            return this;
        }

        /** Replaces {@link ServerLimits#maxBufferedBytes()}. */
        public Builder maxBufferedBytes(long value) {
            maxBufferedBytes = positive("maxBufferedBytes", value);
            return this;
        }

        /** Replaces {@link ServerLimits#maxHeaderBytes()}. */
        public Builder maxHeaderBytes(int value) {
            maxHeaderBytes = positive("maxHeaderBytes", value);
            return this;
        }

        /** Replaces {@link ServerLimits#maxHeaders()}. */
        public Builder maxHeaders(int value) {
            maxHeaders = positive("maxHeaders", value);
            return this;
        }

        /** Replaces {@link ServerLimits#maxUrlBytes()}. */
        public Builder maxUrlBytes(int value) {
            maxUrlBytes = positive("maxUrlBytes", value);
            return this;
        }

        /** Replaces {@link ServerLimits#maxPipelinedBytes()}. */
        public Builder maxPipelinedBytes(int value) {
            maxPipelinedBytes = positive("maxPipelinedBytes", value);
            return this;
        }

        /** Replaces {@link ServerLimits#maxConnections()}. */
        public Builder maxConnections(int value) {
            maxConnections = positive("maxConnections", value);
            return this;
        }

        /** Replaces {@link ServerLimits#maxConcurrentCalls()}. */
        public Builder maxConcurrentCalls(int value) {
            maxConcurrentCalls = positive("maxConcurrentCalls", value);
            return this;
        }

        /** Replaces {@link ServerLimits#headerReadTime()}. */
        public Builder headerReadTime(Duration value) {
            headerReadTime = positive("headerReadTime", value);
            return this;
        }

        /** Replaces {@link ServerLimits#bodyReadTime()}. */
        public Builder bodyReadTime(Duration value) {
            bodyReadTime = positive("bodyReadTime", value);
            return this;
        }

        /** Replaces {@link ServerLimits#idleTime()}. */
        public Builder idleTime(Duration value) {
            idleTime = positive("idleTime", value);
            return this;
        }

        /** Replaces {@link ServerLimits#stallTime()}. */
        public Builder stallTime(Duration value) {
            stallTime = positive("stallTime", value);
            return this;
        }

        /** Replaces {@link ServerLimits#drainTime()}. */
        public Builder drainTime(Duration value) {
            drainTime = positive("drainTime", value);
            return this;
        }

        /** Replaces {@link ServerLimits#pingInterval()}. */
        public Builder pingInterval(Duration value) {
            pingInterval = positive("pingInterval", value);
            return this;
        }

        /** Replaces {@link ServerLimits#longestCall()}. */
        public Builder longestCall(Duration value) {
            longestCall = positive("longestCall", value);
            return this;
        }

        /** The limits. */
        public ServerLimits build() {
            return new ServerLimits(this);
        }

        private static int positive(String name, int value) {
            return (int) positive(name, (long) value);
        }

        private static long positive(String name, long value) {
            if (value <= 0) {
                throw new IllegalArgumentException(name + " must be positive, got " + value);
            }
            return value;
        }

        private static Duration positive(String name, Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException(name + " must be more than no time, got " + value);
            }
            return value;
        }
    }
}
