package dev.llmconnect.server;

import dev.llmconnect.internal.MemoryBudget;
import dev.llmconnect.server.internal.call.CallThreads;
import java.time.Duration;

/**
 * Limits of an {@link LLMServer}: each has a default, and an answer for a client that exceeds it. Immutable and thread-safe.
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
    private final Duration headerReadTimeout;
    private final Duration bodyReadTimeout;
    private final Duration idleTimeout;
    private final Duration writeTimeout;
    private final Duration drainTimeout;
    private final Duration pingInterval;
    private final Duration maxCallTime;

    private ServerLimits(Builder builder) {
        maxBodyBytes = builder.maxBodyBytes;
        maxBufferedBytes = builder.maxBufferedBytes;
        maxHeaderBytes = builder.maxHeaderBytes;
        maxHeaders = builder.maxHeaders;
        maxUrlBytes = builder.maxUrlBytes;
        maxPipelinedBytes = builder.maxPipelinedBytes;
        maxConnections = builder.maxConnections;
        maxConcurrentCalls = builder.maxConcurrentCalls;
        headerReadTimeout = builder.headerReadTimeout;
        bodyReadTimeout = builder.bodyReadTimeout;
        idleTimeout = builder.idleTimeout;
        writeTimeout = builder.writeTimeout;
        drainTimeout = builder.drainTimeout;
        pingInterval = builder.pingInterval;
        maxCallTime = builder.maxCallTime;
    }

    /** Every limit at its default. */
    public static ServerLimits defaults() {
        return DEFAULTS;
    }

    /** Starts with every limit at its default. */
    public static Builder builder() {
        return new Builder();
    }

    /** Maximum size of a request body in bytes; 10 MiB by default. A larger one is {@code 413}. */
    public int maxBodyBytes() {
        return maxBodyBytes;
    }

    /**
     * How much memory all calls may take together, in bytes: bodies of requests, the objects made of them, answers that clients have not
     * read; half of what the heap has beyond 48 MB by default, answers of providers included then. Beyond it, {@code 503}.
     */
    public long maxBufferedBytes() {
        return maxBufferedBytes;
    }

    /** Maximum size of all headers of a request in bytes; 32 KiB by default. More is {@code 431}. */
    public int maxHeaderBytes() {
        return maxHeaderBytes;
    }

    /** Maximum number of headers of a request; 100 by default. More is {@code 431}. */
    public int maxHeaders() {
        return maxHeaders;
    }

    /** Maximum length of the request line in bytes; 8 KiB by default. A longer one is {@code 414}. */
    public int maxUrlBytes() {
        return maxUrlBytes;
    }

    /** Maximum number of bytes of further requests that are read while one is being answered; 64 KiB by default. Beyond it, reading pauses until the response has been sent. */
    public int maxPipelinedBytes() {
        return maxPipelinedBytes;
    }

    /** Maximum number of open connections; 20,000 by default. A further one gets {@code 503} and is closed. */
    public int maxConnections() {
        return maxConnections;
    }

    /** Maximum number of concurrent calls; 10,000 by default where the JVM has virtual threads (Java 21 and later), else 512, each on a thread of its own. A further one gets {@code 503}. */
    public int maxConcurrentCalls() {
        return maxConcurrentCalls;
    }

    /** Timeout from the first byte of a request to the end of its headers; 10 seconds by default. Then {@code 408}. */
    public Duration headerReadTimeout() {
        return headerReadTimeout;
    }

    /** Timeout from the end of the headers to the end of the body; 60 seconds by default. Then {@code 408}. */
    public Duration bodyReadTimeout() {
        return bodyReadTimeout;
    }

    /** Timeout of a connection that waits for its next request; 75 seconds by default. Then it is closed. */
    public Duration idleTimeout() {
        return idleTimeout;
    }

    /** Timeout of a client that reads nothing of its response; 60 seconds by default. Then the connection is closed and the call cancelled. */
    public Duration writeTimeout() {
        return writeTimeout;
    }

    /** Time for running calls to end when the server shuts down; 30 seconds by default. Then they are cancelled. */
    public Duration drainTimeout() {
        return drainTimeout;
    }

    /** Interval of silence after which a stream gets a ping, so that no proxy closes it; 15 seconds by default. The first ping sends the response's head. */
    public Duration pingInterval() {
        return pingInterval;
    }

    /** Timeout of a call that sets no {@code timeout_seconds}, should its adapter not end it earlier; 24 hours by default, since a profile behind the adapter may allow as much. */
    public Duration maxCallTime() {
        return maxCallTime;
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
        builder.headerReadTimeout = headerReadTimeout;
        builder.bodyReadTimeout = bodyReadTimeout;
        builder.idleTimeout = idleTimeout;
        builder.writeTimeout = writeTimeout;
        builder.drainTimeout = drainTimeout;
        builder.pingInterval = pingInterval;
        builder.maxCallTime = maxCallTime;
        return builder;
    }

    /** Sets limits; each method refuses what is not positive with an {@link IllegalArgumentException}. Not thread-safe. */
    public static final class Builder {
        private int maxBodyBytes = 10 << 20;
        private long maxBufferedBytes = MemoryBudget.shared().limit();
        private int maxHeaderBytes = 32 << 10;
        private int maxHeaders = 100;
        private int maxUrlBytes = 8 << 10;
        private int maxPipelinedBytes = 64 << 10;
        private int maxConnections = 20_000;
        private int maxConcurrentCalls = CallThreads.virtual() ? 10_000 : 512;
        private Duration headerReadTimeout = Duration.ofSeconds(10);
        private Duration bodyReadTimeout = Duration.ofSeconds(60);
        private Duration idleTimeout = Duration.ofSeconds(75);
        private Duration writeTimeout = Duration.ofSeconds(60);
        private Duration drainTimeout = Duration.ofSeconds(30);
        private Duration pingInterval = Duration.ofSeconds(15);
        private Duration maxCallTime = Duration.ofDays(1);

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

        /** Replaces {@link ServerLimits#headerReadTimeout()}. */
        public Builder headerReadTimeout(Duration value) {
            headerReadTimeout = positive("headerReadTimeout", value);
            return this;
        }

        /** Replaces {@link ServerLimits#bodyReadTimeout()}. */
        public Builder bodyReadTimeout(Duration value) {
            bodyReadTimeout = positive("bodyReadTimeout", value);
            return this;
        }

        /** Replaces {@link ServerLimits#idleTimeout()}. */
        public Builder idleTimeout(Duration value) {
            idleTimeout = positive("idleTimeout", value);
            return this;
        }

        /** Replaces {@link ServerLimits#writeTimeout()}. */
        public Builder writeTimeout(Duration value) {
            writeTimeout = positive("writeTimeout", value);
            return this;
        }

        /** Replaces {@link ServerLimits#drainTimeout()}. */
        public Builder drainTimeout(Duration value) {
            drainTimeout = positive("drainTimeout", value);
            return this;
        }

        /** Replaces {@link ServerLimits#pingInterval()}. */
        public Builder pingInterval(Duration value) {
            pingInterval = positive("pingInterval", value);
            return this;
        }

        /** Replaces {@link ServerLimits#maxCallTime()}. */
        public Builder maxCallTime(Duration value) {
            maxCallTime = positive("maxCallTime", value);
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
                throw new IllegalArgumentException(name + " must be positive, got " + value);
            }
            return value;
        }
    }
}
